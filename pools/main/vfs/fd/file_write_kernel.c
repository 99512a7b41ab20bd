/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/file.h>

ssize_t uc_file_write_kernel(struct uc_file *f, const void *buf, size_t n,
			     off_t *off)
{
	struct iovec v = {(void *)buf, n};
	struct uc_iov iov = {.v = &v, .count = 1, .total = n, .kernel = true};

	return uc_file_write(f, &iov, off);
}
