/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/page.h>
#include "internal.h"

static bool covered(uintptr_t start, uintptr_t end)
{
	for (unsigned i = uc_vm_index(start); start < end; i++) {
		if (i == uc_vm_count || uc_vm_areas[i]->start > start)
			return false;
		start = uc_vm_areas[i]->end;
	}
	return true;
}

/* Pages that others share stay read-only in private areas: writing copies. */
static void apply(const struct uc_vm_area *a)
{
	for (uintptr_t va = uc_pt_next(a->start, a->end); va < a->end;
	     va = uc_pt_next(va + UC_PAGE_SIZE, a->end)) {
		uint64_t pa = uc_pt_lookup(va, NULL, NULL);
		int prot = a->prot;

		if (pa == UC_PT_NONE)
			continue;
		if (!(a->flags & MAP_SHARED) && uc_page_refs(uc_direct(pa)) > 1)
			prot &= ~PROT_WRITE;
		if ((prot & (PROT_WRITE | PROT_EXEC)) == (PROT_WRITE | PROT_EXEC))
			prot |= UC_PT_WX;
		uc_pt_protect(va, prot);
	}
}

int uc_vm_protect(uintptr_t start, size_t len, int prot)
{
	uintptr_t end;
	int r;

	len = UC_ALIGN_UP(len, UC_PAGE_SIZE);
	if (!len)
		return start & (UC_PAGE_SIZE - 1) ? -EINVAL : 0;
	if (uc_vm_bad_range(start, len))
		return start & (UC_PAGE_SIZE - 1) ? -EINVAL : -ENOMEM;
	end = start + len;
	if (!covered(start, end))
		return -ENOMEM;
	r = uc_vm_reserve(2);
	if (r)
		return r;
	uc_vm_split(start);
	uc_vm_split(end);
	for (unsigned i = uc_vm_index(start); i < uc_vm_count && uc_vm_areas[i]->start < end; i++) {
		uc_vm_areas[i]->prot = prot & (PROT_READ | PROT_WRITE | PROT_EXEC);
		apply(uc_vm_areas[i]);
	}
	return 0;
}
