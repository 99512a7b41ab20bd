/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include "internal.h"
#include "statfs_vnode.h"

UC_SYSCALL(statfs, const char *path, struct statfs *user)
{
	struct uc_vnode *v;
	int r = uc_at(AT_FDCWD, path, 0, &v);

	return r ? r : uc_statfs_vnode(v, user);
}
