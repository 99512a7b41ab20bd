/* SPDX-License-Identifier: BSD-3-Clause */
/* Shared by the files of this folder. */
#ifndef MEM_VM_INTERNAL_H
#define MEM_VM_INTERNAL_H
#include <sys/mman.h>
#include <uc/config.h>
#include <uc/vm.h>

/* Areas in address order; they do not overlap and are never empty. */
extern struct uc_vm_area **uc_vm_areas;
extern unsigned uc_vm_count;

/* Index of the first area that ends above va; uc_vm_count if there is none. */
unsigned uc_vm_index(uintptr_t va);
/* Room for n more areas, so that what follows cannot fail: 0 or -ENOMEM. */
int uc_vm_reserve(unsigned n);
/* Makes va a boundary between areas; uses at most one reserved place. */
void uc_vm_split(uintptr_t va);
/* Joins areas of [start, end], and its neighbours, that continue each other. */
void uc_vm_merge(uintptr_t start, uintptr_t end);
/* Inserts a copy of *a, merged with neighbours it continues. */
void uc_vm_insert(const struct uc_vm_area *a);
/* Removes the areas of [start, end), whose ends are boundaries, and the pages. */
void uc_vm_remove(uintptr_t start, uintptr_t end);
/* Gives back the pages of a range; the areas stay. */
void uc_vm_drop(uintptr_t start, uintptr_t end);
/* The highest free range of len bytes, 0 if there is none. */
uintptr_t uc_vm_gap(size_t len);
bool uc_vm_is_free(uintptr_t start, uintptr_t end);
/* Whether areas hold every byte of the range. */
bool uc_vm_covered(uintptr_t start, uintptr_t end);
/* Whether the range touches the image, which is no area. */
bool uc_vm_in_image(uintptr_t start, uintptr_t end);
/* A private writable request that the whole machine could not hold. */
bool uc_vm_too_large(size_t len, int prot, int flags);
/* uc_vm_map, with no page present yet even where pages are locked. */
long uc_vm_place(uintptr_t hint, size_t len, int prot, int flags,
		 struct uc_file *file, uint64_t offset, const char *name);
/* Makes the pages of a covered range present: 0, -ENOMEM, or -EFAULT where an area
 * permits nothing or its file has ended. */
int uc_vm_populate(uintptr_t start, uintptr_t end);
/* Makes one page of *a present for access. */
int uc_vm_touch(struct uc_vm_area *a, uintptr_t va, int access);
extern bool uc_vm_lock_future; /* mlockall(MCL_FUTURE) */
extern uint64_t uc_vm_resident; /* pages */
extern char __image_start[], __data_start[], _end[];
#define UC_VM_MAX_AREAS 65530 /* as Linux's vm.max_map_count */

/* What the page table calls a permission of both kinds. */
static inline int uc_vm_pt_prot(int prot)
{
	return (prot & (PROT_WRITE | PROT_EXEC)) == (PROT_WRITE | PROT_EXEC) ? prot | UC_PT_WX : prot;
}

/* Permissions that nothing may have. */
static inline bool uc_vm_forbidden(int prot)
{
#ifdef CONFIG_MEM_VM_STRICT_WX
	return (prot & (PROT_WRITE | PROT_EXEC)) == (PROT_WRITE | PROT_EXEC);
#else
	(void)prot;
	return false;
#endif
}

#ifdef CONFIG_MEM_VM_GUARD
#define UC_VM_GUARD UC_PAGE_SIZE
#else
#define UC_VM_GUARD 0UL
#endif

/* A random multiple of the page size below 2^bits pages; 0 without the option. */
#ifdef CONFIG_MEM_VM_RANDOM
uintptr_t uc_vm_random(unsigned bits);
#else
static inline uintptr_t uc_vm_random(unsigned bits)
{
	(void)bits;
	return 0;
}
#endif

static inline bool uc_vm_bad_range(uintptr_t start, size_t len)
{
	return start & (UC_PAGE_SIZE - 1) || !len || len > UC_USER_TOP || start > UC_USER_TOP - len;
}
#endif
