/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"
#include "make_at.h"

UC_SYSCALL(mknodat, int dirfd, const char *path, mode_t mode, unsigned rdev)
{
	return uc_mknod_at(dirfd, path, mode, rdev);
}
