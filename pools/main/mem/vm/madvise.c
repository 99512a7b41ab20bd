/* SPDX-License-Identifier: BSD-3-Clause */
#define _GNU_SOURCE
#include <uc/syscall.h>
#include "internal.h"

#ifndef MADV_POPULATE_READ
#define MADV_POPULATE_READ  22
#define MADV_POPULATE_WRITE 23
#endif

/* Forgets the pages of private areas. Those of shared anonymous ones are the only
 * copy there is: they stay until nobody maps them, but for MADV_REMOVE. */
static int forget(uintptr_t start, uintptr_t end, int advice)
{
	unsigned first = uc_vm_index(start);

	for (unsigned i = first; i < uc_vm_count && uc_vm_areas[i]->start < end; i++) {
		const struct uc_vm_area *a = uc_vm_areas[i];
		bool anonymous = !a->file, shared = a->flags & MAP_SHARED;

		if ((advice == MADV_FREE && (!anonymous || shared)) ||
		    (advice == MADV_REMOVE && (!anonymous || !shared)))
			return -EINVAL;
	}
	for (unsigned i = first; i < uc_vm_count && uc_vm_areas[i]->start < end; i++) {
		const struct uc_vm_area *a = uc_vm_areas[i];

		if (a->file || !(a->flags & MAP_SHARED) || advice == MADV_REMOVE)
			uc_vm_drop(UC_MAX(a->start, start), UC_MIN(a->end, end));
	}
	return 0;
}

UC_SYSCALL(madvise, uintptr_t start, size_t len, int advice)
{
	uintptr_t end = start + UC_ALIGN_UP(len, UC_PAGE_SIZE);
	int r = 0;

	if (start & (UC_PAGE_SIZE - 1))
		return -EINVAL;
	switch (advice) {
	case MADV_DONTNEED:
	case MADV_FREE:
	case MADV_REMOVE:
	case MADV_NORMAL:
	case MADV_RANDOM:
	case MADV_SEQUENTIAL:
	case MADV_WILLNEED:
	case MADV_HUGEPAGE:
	case MADV_NOHUGEPAGE:
	case MADV_COLD:
	case MADV_PAGEOUT:
	case MADV_DONTDUMP:
	case MADV_DODUMP:
	case MADV_DONTFORK:
	case MADV_DOFORK:
	case MADV_POPULATE_READ:
	case MADV_POPULATE_WRITE:
		break;
	default:
		return -EINVAL;
	}
	if (!len)
		return 0;
	if (uc_vm_bad_range(start, end - start))
		return -EINVAL;
	if (advice == MADV_DONTNEED || advice == MADV_FREE || advice == MADV_REMOVE) {
		if (uc_vm_in_image(start, end))
			return -EINVAL; /* the image's pages have no other copy */
		r = forget(start, end, advice);
	} else if (uc_vm_in_image(start, end)) {
		return 0;
	}
	if (!r && !uc_vm_covered(start, end))
		r = -ENOMEM;
	if (!r && (advice == MADV_POPULATE_READ || advice == MADV_POPULATE_WRITE))
		r = uc_vm_populate(start, end);
	return r;
}
