/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"
#include "open_fd.h"

UC_SYSCALL(openat, int dirfd, const char *path, int flags, mode_t mode)
{
	return uc_open_fd(dirfd, path, flags, mode);
}
