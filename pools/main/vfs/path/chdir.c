/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include "internal.h"
#include "change_dir.h"

UC_SYSCALL(chdir, const char *path)
{
	struct uc_vnode *v;
	int r = uc_at(AT_FDCWD, path, 0, &v);

	return r ? r : uc_change_dir(&uc_cwd, v);
}
