/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Four-level page tables. AMD64 Architecture Programmer's Manual, volume 2,
 * section 5.3. A table's reference count is one more than its used entries,
 * so that an empty one is freed at once.
 */
#include <sys/mman.h>
#include <uc/arch.h>
#include <uc/arch_cpu.h>
#include <uc/page.h>
#include <uc/pte.h>

#define P    1UL
#define RW   2UL
#define PWT  8UL
#define PCD  16UL
#define D    0x40UL
#define NONE 0x200UL /* software: a page that no access is permitted to */
#define NX   (1UL << 63)
#define USED (P | NONE)

uc_pt uc_pt_top __attribute__((aligned(4096)));

static unsigned index_of(uintptr_t va, int level)
{
	return va >> (12 + 9 * level) & 511;
}

static uint64_t *below(uint64_t e)
{
	return uc_direct(uc_pte_pa(e));
}

static bool counted(const uint64_t *t)
{
	return t != uc_pt_top;
}

/* The entry of va in the lowest table; NULL where there is none (or, when
 * make, no memory). path gets the tables from level 3 down to 0. */
static uint64_t *walk(uintptr_t va, bool make, uint64_t *path[4])
{
	uint64_t *t = uc_pt_top;

	for (int level = 3; level > 0; level--) {
		uint64_t *e = &t[index_of(va, level)];

		path[level] = t;
		if (!(*e & P)) {
			void *page;

			if (!make || !(page = uc_page_alloc_zero(0)))
				return NULL;
			uc_pte_table(page);
			uc_pte_set(e, uc_pte_make(uc_phys(page), RW | P));
			if (counted(t))
				uc_page_get(t);
		}
		t = below(*e);
	}
	path[0] = t;
	return &t[index_of(va, 0)];
}

/* An entry of path[0] was cleared: frees what is empty now. */
static void shrink(uintptr_t va, uint64_t *path[4])
{
	for (int level = 0; level < 3; level++) {
		uint64_t *t = path[level];

		uc_page_put(t);
		if (uc_page_refs(t) > 1)
			return;
		uc_pte_drop(&path[level + 1][index_of(va, level + 1)], t, va);
		uc_page_put(t);
		if (!counted(path[level + 1]))
			return;
	}
}

static uint64_t bits(int prot)
{
	uint64_t e = 0;

	uc_assert((prot & (PROT_WRITE | PROT_EXEC)) != (PROT_WRITE | PROT_EXEC) || prot & UC_PT_WX);
	if (!(prot & (PROT_READ | PROT_WRITE | PROT_EXEC)))
		return NONE | NX;
	e = P;
	if (prot & PROT_WRITE)
		e |= RW;
	if (!(prot & PROT_EXEC))
		e |= NX;
	if (prot & UC_PT_UNCACHED)
		e |= PCD | PWT;
	return e;
}

int uc_pt_map(uintptr_t va, uint64_t pa, int prot)
{
	uint64_t *path[4], *e = walk(va, true, path);

	if (!e)
		return -ENOMEM;
	if (*e & USED) {
		uc_pte_change(e, uc_pte_make(pa, bits(prot)), va);
	} else {
		uc_page_get(path[0]);
		uc_pte_fill(e, uc_pte_make(pa, bits(prot)), va);
	}
	return 0;
}

uint64_t uc_pt_unmap(uintptr_t va)
{
	uint64_t *path[4], *e = walk(va, false, path), pa;

	if (!e || !(*e & USED))
		return UC_PT_NONE;
	pa = uc_pte_pa(*e);
	uc_pte_change(e, 0, va);
	shrink(va, path);
	return pa;
}

bool uc_pt_protect(uintptr_t va, int prot)
{
	uint64_t *path[4], *e = walk(va, false, path);

	if (!e || !(*e & USED))
		return false;
	uc_pte_change(e, uc_pte_make(uc_pte_pa(*e), (*e & D) | bits(prot)), va);
	return true;
}

uint64_t uc_pt_lookup(uintptr_t va, int *prot, bool *dirty)
{
	uint64_t *path[4], *e = walk(va, false, path);

	if (!e || !(*e & USED))
		return UC_PT_NONE;
	if (prot)
		*prot = !(*e & P) ? PROT_NONE
				  : PROT_READ | (*e & RW ? PROT_WRITE : 0) | (*e & NX ? 0 : PROT_EXEC);
	if (dirty)
		*dirty = *e & D;
	return uc_pte_pa(*e);
}

uintptr_t uc_pt_next(uintptr_t va, uintptr_t end)
{
	while (va < end) {
		uint64_t *t = uc_pt_top;
		int level = 3;

		for (; level > 0 && t[index_of(va, level)] & P; level--)
			t = below(t[index_of(va, level)]);
		if (!level)
			return va;
		va = (va | ((1UL << (12 + 9 * level)) - 1)) + 1;
		if (!va)
			break;
	}
	return end;
}
