/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/file.h>

ssize_t uc_file_read_kernel(struct uc_file *f, void *buf, size_t n, off_t *off)
{
	struct iovec v = {buf, n};
	struct uc_iov iov = {.v = &v, .count = 1, .total = n, .kernel = true};

	return uc_file_read(f, &iov, off);
}
