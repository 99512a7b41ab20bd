/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"
#include "make_at.h"

UC_SYSCALL(mkdir, const char *path, mode_t mode)
{
	return uc_make_at(AT_FDCWD, path, S_IFDIR | (mode & 01777), 0);
}
