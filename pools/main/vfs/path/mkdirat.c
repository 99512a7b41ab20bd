/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"
#include "make_at.h"

UC_SYSCALL(mkdirat, int dirfd, const char *path, mode_t mode)
{
	return uc_make_at(dirfd, path, S_IFDIR | (mode & 01777), 0);
}
