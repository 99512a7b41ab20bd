/* SPDX-License-Identifier: BSD-3-Clause */
/* Moving bytes to and from the buffers of an application. */
#include <uc/file.h>

static int move(struct uc_iov *iov, void *p, size_t n, bool to)
{
	char *at = p;

	iov->total -= n;
	while (n) {
		struct iovec *v = iov->v;
		size_t k = UC_MIN(n, v->iov_len);

		if (iov->kernel)
			to ? memcpy(v->iov_base, at, k)
			   : memcpy(at, v->iov_base, k);
		else if (k && (to ? uc_copy_out(v->iov_base, at, k)
				  : uc_copy_in(at, v->iov_base, k)))
			return -EFAULT;
		v->iov_base = (char *)v->iov_base + k;
		v->iov_len -= k;
		at += k;
		n -= k;
		if (n) {
			iov->v++;
			iov->count--;
		}
	}
	return 0;
}

int uc_iov_to(struct uc_iov *iov, const void *src, size_t n)
{
	return move(iov, (void *)src, n, true);
}

int uc_iov_from(struct uc_iov *iov, void *dst, size_t n)
{
	return move(iov, dst, n, false);
}
