/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"
#include "setattr.h"

UC_SYSCALL(fchmodat, int dirfd, const char *path, mode_t mode)
{
	struct stat st = {.st_mode = mode & 07777};

	return uc_setattr_at(dirfd, path, 0, &st, UC_SET_MODE);
}
