/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include "internal.h"

UC_SYSCALL(read, int fd, void *buf, size_t n)
{
	return uc_fd_rw(fd, buf, n, NULL, uc_file_read_checked);
}
