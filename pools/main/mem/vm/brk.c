/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include "internal.h"

#define HEAP_LIMIT (1UL << 40)

UC_SYSCALL(brk, uintptr_t want)
{
	extern char _end[];
	static uintptr_t top;
	static uintptr_t low;
	uintptr_t from, to;

	if (!top)
		top = low = UC_ALIGN_UP((uintptr_t)_end, UC_PAGE_SIZE) + uc_vm_random(13);
	if (want < low || want > low + HEAP_LIMIT)
		return top;
	from = UC_ALIGN_UP(top, UC_PAGE_SIZE);
	to = UC_ALIGN_UP(want, UC_PAGE_SIZE);
	if (to < from && uc_vm_unmap(to, from - to))
		return top;
	if (to > from && (!uc_vm_is_free(from, to) ||
			  uc_vm_map(from, to - from, PROT_READ | PROT_WRITE,
				    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, NULL, 0, "[heap]") < 0))
		return top;
	top = want;
	return top;
}
