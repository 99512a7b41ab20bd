/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/file.h>
#include <uc/syscall.h>

UC_SYSCALL(close, int fd)
{
	return uc_fd_close(fd);
}
