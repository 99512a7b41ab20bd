/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/allocator.h>

#ifndef CONFIG_MEM_HEAP_CHECKS
void *uc_realloc(void *p, size_t n)
{
	size_t had;
	void *q;

	if (!p)
		return uc_malloc(n);
	had = uc_heap_room(p);
	if (n <= had && n > had / 2)
		return p;
	q = uc_malloc(n);
	if (q) {
		memcpy(q, p, UC_MIN(n, had));
		uc_free(p);
	}
	return q;
}
#endif
