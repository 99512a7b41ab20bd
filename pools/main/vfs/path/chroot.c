/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include "internal.h"
#include "change_dir.h"

UC_SYSCALL(chroot, const char *path)
{
	struct uc_vnode *v, *old = uc_root;
	int r = uc_at(AT_FDCWD, path, 0, &v);

	if (r)
		return r;
	/* no directory set so far means the root that there was */
	if (!uc_cwd)
		uc_vnode_get(uc_cwd = old);
	uc_names_changed++;
	return uc_change_dir(&uc_root, v);
}
