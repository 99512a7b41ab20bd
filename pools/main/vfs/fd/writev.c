/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include "internal.h"

UC_SYSCALL(writev, int fd, const struct iovec *v, int count)
{
	return uc_fd_rwv(fd, v, count, NULL, uc_file_write_checked);
}
