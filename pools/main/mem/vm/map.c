/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/file.h>
#include <uc/page.h>
#include "internal.h"

uintptr_t uc_vm_stack_low, uc_vm_stack_high;

bool uc_vm_lock_future;

/* As Linux's heuristic overcommit sees it. */
bool uc_vm_too_large(size_t len, int prot, int flags)
{
	struct uc_page_stats s;

	if (!(prot & PROT_WRITE) || flags & (MAP_NORESERVE | MAP_SHARED))
		return false;
	uc_page_stats(&s);
	return len > s.total * UC_PAGE_SIZE;
}

long uc_vm_place(uintptr_t hint, size_t len, int prot, int flags,
		 struct uc_file *file, uint64_t offset, const char *name)
{
	struct uc_vm_area a = {.prot = prot & (PROT_READ | PROT_WRITE | PROT_EXEC),
			       .flags = flags & (MAP_SHARED | MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE),
			       .file = file, .offset = offset, .name = name};
	bool fixed = flags & (MAP_FIXED | MAP_FIXED_NOREPLACE);
	int r;

	if (!len || len > UC_USER_TOP)
		return len ? -ENOMEM : -EINVAL;
	if (uc_vm_forbidden(prot))
		return -EACCES;
	len = UC_ALIGN_UP(len, UC_PAGE_SIZE);
	if (uc_vm_too_large(len, prot, flags))
		return -ENOMEM;
	r = uc_vm_reserve(3);
	if (r)
		return r;
	a.start = hint;
	if (fixed) {
		if (uc_vm_bad_range(hint, len))
			return hint & (UC_PAGE_SIZE - 1) ? -EINVAL : -ENOMEM;
		if (hint < (uintptr_t)_end) /* the image and the unmapped page 0 stay */
			return flags & MAP_FIXED_NOREPLACE && hint >= (uintptr_t)__image_start ? -EEXIST : -EPERM;
	} else {
		a.start = UC_ALIGN_DOWN(hint, UC_PAGE_SIZE);
		if (!hint || a.start < (uintptr_t)_end || uc_vm_bad_range(a.start, len) ||
		    !uc_vm_is_free(a.start, a.start + len))
			a.start = uc_vm_gap(len + UC_VM_GUARD);
		if (!a.start)
			return -ENOMEM;
	}
	a.end = a.start + len;
	if (!uc_vm_is_free(a.start, a.end)) {
		if (flags & MAP_FIXED_NOREPLACE)
			return -EEXIST;
		uc_vm_split(a.start);
		uc_vm_split(a.end);
		uc_vm_remove(a.start, a.end);
	}
	uc_vm_insert(&a);
	return a.start;
}

long uc_vm_map(uintptr_t hint, size_t len, int prot, int flags,
	       struct uc_file *file, uint64_t offset, const char *name)
{
	long start = uc_vm_place(hint, len, prot, flags, file, offset, name);

	if (start >= 0 && (flags & (MAP_POPULATE | MAP_LOCKED) || uc_vm_lock_future))
		uc_vm_populate(start, start + UC_ALIGN_UP(len, UC_PAGE_SIZE));
	return start;
}

int uc_vm_unmap(uintptr_t start, size_t len)
{
	int r;

	len = UC_ALIGN_UP(len, UC_PAGE_SIZE);
	if (uc_vm_bad_range(start, len))
		return -EINVAL;
	r = uc_vm_reserve(2);
	if (r)
		return r;
	uc_vm_split(start);
	uc_vm_split(start + len);
	uc_vm_remove(start, start + len);
	return 0;
}
