/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"
#include "open_fd.h"

UC_SYSCALL(creat, const char *path, mode_t mode)
{
	return uc_open_fd(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}
