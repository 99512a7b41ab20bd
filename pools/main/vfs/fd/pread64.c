/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include "internal.h"

UC_SYSCALL(pread64, int fd, void *buf, size_t n, off_t off)
{
	return uc_fd_prw(fd, buf, n, off, uc_file_read_checked);
}
