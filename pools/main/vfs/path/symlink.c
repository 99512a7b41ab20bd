/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"
#include "make_at.h"

UC_SYSCALL(symlink, const char *target, const char *path)
{
	return uc_symlink_at(target, AT_FDCWD, path);
}
