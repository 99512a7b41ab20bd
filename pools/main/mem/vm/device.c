/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

#define DEVICES 0xffffc00000000000UL

static void *map(uint64_t pa, size_t len, int prot)
{
	static uintptr_t next = DEVICES;
	uint64_t first = UC_ALIGN_DOWN(pa, UC_PAGE_SIZE);
	uintptr_t va = next, end = va + UC_ALIGN_UP(pa + len - first, UC_PAGE_SIZE);

	for (uintptr_t at = va; at < end; at += UC_PAGE_SIZE, first += UC_PAGE_SIZE)
		if (uc_pt_map(at, first, prot))
			return NULL;
	next = end;
	return (void *)(va + (pa & (UC_PAGE_SIZE - 1)));
}

void *uc_vm_map_device(uint64_t pa, size_t len)
{
	return map(pa, len, PROT_READ | PROT_WRITE | UC_PT_UNCACHED);
}

void *uc_vm_map_memory(uint64_t pa, size_t len)
{
	return map(pa, len, PROT_READ | PROT_WRITE);
}
