/* SPDX-License-Identifier: BSD-3-Clause */
#define _GNU_SOURCE
#include <uc/page.h>
#include <uc/syscall.h>
#include "internal.h"

/* Moves the pages that are there; the areas are done by the caller. */
static int move(uintptr_t from, uintptr_t to, size_t len)
{
	for (uintptr_t va = uc_pt_next(from, from + len); va < from + len;
	     va = uc_pt_next(va + UC_PAGE_SIZE, from + len)) {
		int prot;
		uint64_t pa = uc_pt_lookup(va, &prot, NULL);

		if (pa == UC_PT_NONE)
			continue;
		if (uc_pt_map(to + (va - from), pa, uc_vm_pt_prot(prot)))
			return -ENOMEM;
		uc_page_get(uc_direct(pa));
		uc_vm_resident++;
	}
	return 0;
}

UC_SYSCALL(mremap, uintptr_t old, size_t old_len, size_t new_len, int flags, uintptr_t fixed)
{
	struct uc_vm_area *a, copy;
	long to;

	old_len = UC_ALIGN_UP(old_len, UC_PAGE_SIZE);
	new_len = UC_ALIGN_UP(new_len, UC_PAGE_SIZE);
	if (flags & ~(MREMAP_MAYMOVE | MREMAP_FIXED) || !old_len || uc_vm_bad_range(old, old_len) ||
	    !new_len || new_len > UC_USER_TOP ||
	    (flags & MREMAP_FIXED && (!(flags & MREMAP_MAYMOVE) || uc_vm_bad_range(fixed, new_len) ||
				      (fixed < old + old_len && old < fixed + new_len))))
		return -EINVAL;
	a = uc_vm_find(old);
	if (!a || a->start > old || a->end < old + old_len)
		return -EFAULT;
	copy = *a;
	if (!(flags & MREMAP_FIXED)) {
		if (new_len <= old_len) {
			if (new_len < old_len)
				uc_vm_unmap(old + new_len, old_len - new_len);
			return old;
		}
		if (a->end == old + old_len && old + new_len <= UC_USER_TOP &&
		    uc_vm_is_free(old + old_len, old + new_len)) {
			to = uc_vm_map(old + old_len, new_len - old_len, copy.prot,
				       copy.flags | MAP_FIXED_NOREPLACE, copy.file,
				       copy.offset + (old + old_len - copy.start), copy.name);
			return to < 0 ? to : (long)old;
		}
		if (!(flags & MREMAP_MAYMOVE))
			return -ENOMEM;
	}
	to = uc_vm_place(fixed, new_len, copy.prot, copy.flags | (flags & MREMAP_FIXED ? MAP_FIXED : 0),
			 copy.file, copy.offset + (old - copy.start), copy.name);
	if (to < 0)
		return to;
	if (move(old, to, UC_MIN(old_len, new_len))) {
		uc_vm_unmap(to, new_len);
		return -ENOMEM;
	}
	uc_vm_unmap(old, old_len);
	if (uc_vm_lock_future)
		uc_vm_populate(to, to + new_len);
	return to;
}
