/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include "internal.h"

UC_SYSCALL(getdents64, int fd, void *buf, size_t n)
{
	struct uc_file *f = uc_fd_get(fd);
	if (!f)
		return -EBADF;
	struct iovec v = {buf, UC_MIN(n, (size_t)INT_MAX)};
	struct uc_iov iov = {.v = &v, .count = 1, .total = v.iov_len};
	long r = !uc_file_readable(f) ? -EBADF
		 : !f->ops->readdir   ? -ENOTDIR
				      : f->ops->readdir(f, &iov);
	uc_file_put(f);
	return r;
}
