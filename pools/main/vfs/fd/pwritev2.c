/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include "internal.h"

/* Offset -1: the file's own position. */
UC_SYSCALL(pwritev2, int fd, const struct iovec *v, int count, off_t off,
	   off_t high, int flags)
{
	(void)high;
	if (off == -1 && !flags)
		return uc_fd_rwv(fd, v, count, NULL, uc_file_write_checked);
	return uc_fd_prwv(fd, v, count, off, flags, uc_file_write_checked);
}
