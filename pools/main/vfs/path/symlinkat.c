/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"
#include "make_at.h"

UC_SYSCALL(symlinkat, const char *target, int dirfd, const char *path)
{
	return uc_symlink_at(target, dirfd, path);
}
