/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include "internal.h"
#include "statfs_vnode.h"

UC_SYSCALL(fstatfs, int fd, struct statfs *user)
{
	struct uc_vnode *v;
	int r = uc_fd_vnode(fd, true, &v);

	return r == -EINVAL ? -ENOSYS : r ? r : uc_statfs_vnode(v, user);
}
