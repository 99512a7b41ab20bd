/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include "internal.h"
#include "change_dir.h"

UC_SYSCALL(fchdir, int fd)
{
	struct uc_vnode *v;
	int r = uc_fd_vnode(fd, true, &v);

	return r == -EINVAL ? -ENOTDIR : r ? r : uc_change_dir(&uc_cwd, v);
}
