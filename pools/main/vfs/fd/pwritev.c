/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include "internal.h"

UC_SYSCALL(pwritev, int fd, const struct iovec *v, int count, off_t off)
{
	return uc_fd_prwv(fd, v, count, off, 0, uc_file_write_checked);
}
