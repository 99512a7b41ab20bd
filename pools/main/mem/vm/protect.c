/* SPDX-License-Identifier: BSD-3-Clause */
#include <fcntl.h>
#include <uc/file.h>
#include <uc/page.h>
#include "internal.h"

/* Pages that others share stay read-only in private areas: writing copies. */
static void apply(const struct uc_vm_area *a)
{
	uc_pt_hold();
	for (uintptr_t va = uc_pt_next(a->start, a->end); va < a->end;
	     va = uc_pt_next(va + UC_PAGE_SIZE, a->end)) {
		uint64_t pa = uc_pt_lookup(va, NULL, NULL);
		int prot = a->prot;

		if (pa == UC_PT_NONE)
			continue;
		if (!(a->flags & MAP_SHARED) && uc_page_refs(uc_direct(pa)) > 1)
			prot &= ~PROT_WRITE;
		uc_pt_protect(va, uc_vm_pt_prot(prot));
	}
	uc_pt_release();
}

/* The image's pages have no area. Its code and constants are never writable. */
static int protect_image(uintptr_t start, uintptr_t end, int prot)
{
	if (start < (uintptr_t)__image_start || end > UC_ALIGN_UP((uintptr_t)_end, UC_PAGE_SIZE))
		return -ENOMEM;
	if (prot & PROT_WRITE && start < (uintptr_t)__data_start)
		return -EACCES;
	for (uintptr_t va = start; va < end; va += UC_PAGE_SIZE)
		if (!uc_pt_protect(va, uc_vm_pt_prot(prot)))
			return -ENOMEM;
	return 0;
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
	prot &= PROT_READ | PROT_WRITE | PROT_EXEC;
	if (uc_vm_forbidden(prot))
		return -EACCES;
	if (uc_vm_in_image(start, end))
		return protect_image(start, end, prot);
	if (!uc_vm_covered(start, end))
		return -ENOMEM;
	for (unsigned i = uc_vm_index(start); i < uc_vm_count && uc_vm_areas[i]->start < end; i++) {
		const struct uc_vm_area *a = uc_vm_areas[i];

		if (a->flags & MAP_SHARED && a->file && prot & PROT_WRITE && (a->file->flags & O_ACCMODE) != O_RDWR)
			return -EACCES;
		if (!(a->prot & PROT_WRITE) &&
		    uc_vm_too_large(UC_MIN(a->end, end) - UC_MAX(a->start, start), prot, a->flags))
			return -ENOMEM;
	}
	r = uc_vm_reserve(2);
	if (r)
		return r;
	uc_vm_split(start);
	uc_vm_split(end);
	for (unsigned i = uc_vm_index(start); i < uc_vm_count && uc_vm_areas[i]->start < end; i++) {
		uc_vm_areas[i]->prot = prot;
		apply(uc_vm_areas[i]);
	}
	uc_vm_merge(start, end);
	return 0;
}
