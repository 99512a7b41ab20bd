/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

long uc_fd_rw(int fd, void *buf, size_t n, off_t *off, uc_rw_fn *fn)
{
	struct uc_file *f = uc_fd_get(fd);
	if (!f)
		return -EBADF;
	struct iovec v = {buf, UC_MIN(n, UC_RW_MAX)};
	struct uc_iov iov = {.v = &v, .count = 1, .total = v.iov_len};
	long r = fn(f, &iov, off);
	uc_file_put(f);
	return r;
}
