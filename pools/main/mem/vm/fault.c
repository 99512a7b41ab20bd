/* SPDX-License-Identifier: BSD-3-Clause */
#include <signal.h>
#include <uc/file.h>
#include <uc/page.h>
#include "internal.h"

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
	if ((prot & (PROT_WRITE | PROT_EXEC)) == (PROT_WRITE | PROT_EXEC))
		prot |= UC_PT_WX;
	return uc_pt_map(va, uc_phys(page), prot);
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

static int absent(struct uc_vm_area *a, uintptr_t va, bool write, bool *beyond)
{
	bool shared = false;
	void *page;

	if (!a->file) {
		page = uc_page_alloc_zero(0);
	} else {
		page = file_page(a, va);
		if (!page) {
			*beyond = true;
			return -EFAULT;
		}
		shared = true;
		if (write && !(a->flags & MAP_SHARED)) {
			void *own = copy_of(page);

			uc_page_put(page);
			page = own;
			shared = false;
		}
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

int uc_vm_fault(uintptr_t va, int access, int *code)
{
	struct uc_vm_area *a = uc_vm_find(va);
	bool beyond = false;
	uint64_t pa;
	int r, prot;

	*code = SEGV_MAPERR;
	if (!a || a->start > va)
		return SIGSEGV;
	*code = SEGV_ACCERR;
	if (!(a->prot & access) && !(access == PROT_READ && a->prot & PROT_WRITE))
		return SIGSEGV;
	va = UC_ALIGN_DOWN(va, UC_PAGE_SIZE);
	pa = uc_pt_lookup(va, &prot, NULL);
	if (pa == UC_PT_NONE)
		r = absent(a, va, access == PROT_WRITE, &beyond);
	else if (access == PROT_WRITE && !(prot & PROT_WRITE))
		r = write_shared(a, va, uc_direct(pa));
	else
		r = 0; /* somebody mapped it meanwhile */
	if (!r)
		return 0;
	if (!beyond)
		uc_printk("out of memory at address %#lx\n", va);
	*code = BUS_ADRERR;
	return SIGBUS;
}

bool uc_vm_range_ok(const void *start, size_t len, int prot)
{
	uintptr_t va = (uintptr_t)start, end = va + len;
	extern char __image_start[], _end[];

	if (end < va || end > UC_USER_TOP)
		return false;
	if (va >= (uintptr_t)__image_start && end <= (uintptr_t)_end) {
		int p = PROT_NONE;

		for (va = UC_ALIGN_DOWN(va, UC_PAGE_SIZE); va < end; va += UC_PAGE_SIZE)
			if (uc_pt_lookup(va, &p, NULL) == UC_PT_NONE || (p & prot) != prot)
				return false;
		return true;
	}
	for (unsigned i = uc_vm_index(va); va < end; i++) {
		if (i == uc_vm_count || uc_vm_areas[i]->start > va || (uc_vm_areas[i]->prot & prot) != prot)
			return false;
		va = uc_vm_areas[i]->end;
	}
	return true;
}
