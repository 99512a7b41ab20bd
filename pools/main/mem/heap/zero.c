/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/heap.h>

void *uc_zalloc(size_t n)
{
	void *p = uc_malloc(n);

	return p ? memset(p, 0, n) : NULL;
}

void *uc_calloc(size_t n, size_t m)
{
	size_t size;

	return __builtin_mul_overflow(n, m, &size) ? NULL : uc_zalloc(size);
}
