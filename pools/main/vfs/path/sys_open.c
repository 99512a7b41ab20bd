/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"
#include "open_fd.h"

UC_SYSCALL(open, const char *path, int flags, mode_t mode)
{
	return uc_open_fd(AT_FDCWD, path, flags, mode);
}
