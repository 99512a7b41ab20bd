/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Four-level page tables. AMD64 Architecture Programmer's Manual, volume 2,
 * section 5.3. A table's reference count is one more than its used entries,
 * so that an empty one is freed at once.
 */
#include <sys/mman.h>
#include <uc/arch.h>
#include <uc/page.h>
#include <uc/plat.h>
#include <uc/thread.h>
#include "internal.h"

#define P    1UL
#define RW   2UL
#define PWT  8UL
#define PCD  16UL
#define D    0x40UL
#define PS   0x80UL
#define G    0x100UL
#define NONE 0x200UL /* software: a page that no access is permitted to */
#define NX   (1UL << 63)
#define ADDR 0x000ffffffffff000UL
#define USED (P | NONE)

typedef uint64_t table[512];

static table pml4 __attribute__((aligned(4096)));
extern table uc_direct_pdpt;

static unsigned index_of(uintptr_t va, int level)
{
	return va >> (12 + 9 * level) & 511;
}

static uint64_t *below(uint64_t e)
{
	return uc_direct(e & ADDR);
}

static bool counted(const uint64_t *t)
{
	return t != pml4;
}

/* The entry of va in the lowest table; NULL where there is none (or, when
 * make, no memory). path gets the tables from level 3 down to 0. */
static uint64_t *walk(uintptr_t va, bool make, uint64_t *path[4])
{
	uint64_t *t = pml4;

	for (int level = 3; level > 0; level--) {
		uint64_t *e = &t[index_of(va, level)];

		path[level] = t;
		if (!(*e & P)) {
			void *page;

			if (!make || !(page = uc_page_alloc_zero(0)))
				return NULL;
			*e = uc_phys(page) | RW | P;
			if (counted(t))
				uc_page_get(t);
		}
		t = below(*e);
	}
	path[0] = t;
	return &t[index_of(va, 0)];
}

static void flush(uintptr_t va)
{
	__asm__ volatile("invlpg (%0)" ::"r"(va) : "memory");
}

/* An entry of path[0] was cleared: frees what is empty now. INVLPG also makes the
 * processor forget what it cached of the upper levels. */
static void shrink(uintptr_t va, uint64_t *path[4])
{
	for (int level = 0; level < 3; level++) {
		uint64_t *t = path[level];

		uc_page_put(t);
		if (uc_page_refs(t) > 1)
			return;
		path[level + 1][index_of(va, level + 1)] = 0;
		flush(va);
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
	if (!(*e & USED))
		uc_page_get(path[0]);
	else
		flush(va);
	*e = pa | bits(prot);
	return 0;
}

uint64_t uc_pt_unmap(uintptr_t va)
{
	uint64_t *path[4], *e = walk(va, false, path), old;

	if (!e || !(*e & USED))
		return UC_PT_NONE;
	old = *e;
	*e = 0;
	flush(va);
	shrink(va, path);
	return old & ADDR;
}

bool uc_pt_protect(uintptr_t va, int prot)
{
	uint64_t *path[4], *e = walk(va, false, path);

	if (!e || !(*e & USED))
		return false;
	*e = (*e & (ADDR | D)) | bits(prot);
	flush(va);
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
	return *e & ADDR;
}

uintptr_t uc_pt_next(uintptr_t va, uintptr_t end)
{
	while (va < end) {
		uint64_t *t = pml4;
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

/* Memory beyond the first GiB, which boot.S has mapped. */
static void map_direct(uint64_t top)
{
	uint32_t r[4];
	bool huge;

	uc_cpuid(0x80000001, 0, r);
	huge = r[3] & 1 << 26;
	for (uint64_t gib = 1; gib << 30 < top && gib < 512; gib++) {
		uint64_t *t;

		if (huge) {
			uc_direct_pdpt[gib] = gib << 30 | NX | G | PS | RW | P;
			continue;
		}
		t = uc_page_alloc(0);
		if (!t)
			uc_panic("no memory for the direct map");
		for (uint64_t i = 0; i < 512; i++)
			t[i] = gib << 30 | i << 21 | G | PS | RW | P;
		uc_direct_pdpt[gib] = uc_phys(t) | NX | RW | P;
	}
}

static void map_image(uintptr_t start, uintptr_t end, int prot)
{
	for (uintptr_t va = UC_ALIGN_DOWN(start, UC_PAGE_SIZE); va < end; va += UC_PAGE_SIZE)
		if (uc_pt_map(va, va, prot))
			uc_panic("no memory for page tables");
}

void uc_paging_init(void)
{
	extern char __image_start[], __text_end[], __ro_start[], __ro_end[], __data_start[], _end[];
	/* the platform leaves a page below the boot stack for this */
	uintptr_t guard = uc_current->kstack_top - UC_KSTACK_SIZE - UC_PAGE_SIZE;

	pml4[256] = uc_phys(uc_direct_pdpt) | NX | RW | P;
	map_image((uintptr_t)__image_start, (uintptr_t)__text_end, PROT_READ | PROT_EXEC);
	map_image((uintptr_t)__ro_start, (uintptr_t)__ro_end, PROT_READ);
	map_image((uintptr_t)__data_start, guard, PROT_READ | PROT_WRITE);
	map_image(guard + UC_PAGE_SIZE, (uintptr_t)_end, PROT_READ | PROT_WRITE);
	__asm__ volatile("mov %0,%%cr3" ::"r"((uintptr_t)pml4) : "memory");
	map_direct(uc_boot.mem_top);
}
