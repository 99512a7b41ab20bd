/* SPDX-License-Identifier: BSD-3-Clause */
#include <signal.h>
#include <uc/file.h>
#include <uc/page.h>
#include "internal.h"

/* Where there is one thread only, nothing that switches is linked. */
extern __typeof__(uc_cond_resched) uc_cond_resched UC_WEAK;

static void *file_page(struct uc_vm_area *a, uintptr_t va)
{
	if (!a->file->ops->page)
		return NULL;
	return a->file->ops->page(a->file, a->offset + (va - a->start));
}

static int map_page(const struct uc_vm_area *a, uintptr_t va, void *page, bool shared)
{
	int prot = a->prot;

	if (shared && !(a->flags & MAP_SHARED))
		prot &= ~PROT_WRITE;
	return uc_pt_map(va, uc_phys(page), uc_vm_pt_prot(prot));
}

/* One page of zeros stands for all that was only read. */
static void *zeros(void)
{
	static void *page;

	if (!page)
		page = uc_page_alloc_zero(0);
	if (page)
		uc_page_get(page);
	return page;
}

static void *copy_of(const void *page)
{
	void *p = uc_page_alloc(0);

	return p ? memcpy(p, page, UC_PAGE_SIZE) : NULL;
}

/* A page is there already: the first write to one that a private area shares. */
static int write_shared(struct uc_vm_area *a, uintptr_t va, void *page)
{
	void *own;

	if (a->flags & MAP_SHARED || uc_page_refs(page) == 1)
		return map_page(a, va, page, false);
	own = copy_of(page);
	if (!own)
		return -ENOMEM;
	map_page(a, va, own, false);
	uc_page_put(page);
	return 0;
}

static int absent(struct uc_vm_area *a, uintptr_t va, bool write)
{
	bool shared = false;
	void *page;

	if (a->file) {
		page = file_page(a, va);
		if (!page)
			return -EFAULT;
		shared = true;
		if (write && !(a->flags & MAP_SHARED)) {
			void *own = copy_of(page);

			uc_page_put(page);
			page = own;
			shared = false;
		}
	} else if (write || a->flags & MAP_SHARED) {
		page = uc_page_alloc_zero(0);
	} else {
		page = zeros();
		shared = true;
	}
	if (!page)
		return -ENOMEM;
	if (map_page(a, va, page, shared)) {
		uc_page_put(page);
		return -ENOMEM;
	}
	uc_vm_resident++;
	return 0;
}

int uc_vm_touch(struct uc_vm_area *a, uintptr_t va, int access)
{
	int prot;
	uint64_t pa = uc_pt_lookup(va, &prot, NULL);

	if (pa == UC_PT_NONE)
		return absent(a, va, access == PROT_WRITE);
	if (access == PROT_WRITE && !(prot & PROT_WRITE))
		return write_shared(a, va, uc_direct(pa));
	return 0; /* somebody mapped it meanwhile */
}

/* The processor cannot refuse reading where writing or execution is permitted. */
static bool permitted(int prot, int access)
{
	return access == PROT_READ ? prot != PROT_NONE : prot & access;
}

int uc_vm_fault(uintptr_t va, int access, int *code)
{
	struct uc_vm_area *a = uc_vm_find(va);
	int r;

	*code = SEGV_MAPERR;
	if (uc_vm_in_image(va, va + 1))
		*code = SEGV_ACCERR;
	if (!a || a->start > va)
		return SIGSEGV;
	*code = SEGV_ACCERR;
	if (!permitted(a->prot, access))
		return SIGSEGV;
	va = UC_ALIGN_DOWN(va, UC_PAGE_SIZE);
	r = uc_vm_touch(a, va, access);
	if (!r)
		return 0;
	if (r == -ENOMEM)
		uc_printk("out of memory at address %#lx\n", va);
	*code = BUS_ADRERR;
	return SIGBUS;
}

bool uc_vm_fault_quick(uintptr_t va, int access)
{
	struct uc_vm_area *a = uc_vm_find(va);

	return a && a->start <= va && !a->file && permitted(a->prot, access) &&
	       !uc_vm_touch(a, UC_ALIGN_DOWN(va, UC_PAGE_SIZE), access);
}

int uc_vm_populate(uintptr_t start, uintptr_t end)
{
	for (uintptr_t va = start; va < end; va += UC_PAGE_SIZE) {
		struct uc_vm_area *a = uc_vm_find(va);
		int r;

		if (!a || a->start > va || a->prot == PROT_NONE)
			return -EFAULT;
		r = uc_vm_touch(a, va, a->prot & PROT_WRITE && !(a->flags & MAP_SHARED) ? PROT_WRITE : PROT_READ);
		if (r)
			return r;
		if (uc_cond_resched)
			uc_cond_resched();
	}
	return 0;
}

bool uc_vm_range_ok(const void *start, size_t len, int prot)
{
	uintptr_t va = (uintptr_t)start, end = va + len;

	if (end < va || end > UC_USER_TOP)
		return false;
	if (va >= (uintptr_t)__image_start && end <= (uintptr_t)_end) {
		int p = PROT_NONE;

		for (va = UC_ALIGN_DOWN(va, UC_PAGE_SIZE); va < end; va += UC_PAGE_SIZE)
			if (uc_pt_lookup(va, &p, NULL) == UC_PT_NONE || (p & prot) != prot)
				return false;
		return true;
	}
	if (!uc_vm_covered(va, end))
		return false;
	for (unsigned i = uc_vm_index(va); i < uc_vm_count && uc_vm_areas[i]->start < end; i++)
		if ((uc_vm_areas[i]->prot & prot) != prot)
			return false;
	return true;
}
