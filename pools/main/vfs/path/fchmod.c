/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"
#include "setattr.h"

UC_SYSCALL(fchmod, int fd, mode_t mode)
{
	struct stat st = {.st_mode = mode & 07777};

	return uc_setattr_fd(fd, &st, UC_SET_MODE);
}
