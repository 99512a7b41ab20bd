/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * All memory at UC_DIRECT, two MiB at a time when it is first wanted: Xen looks at
 * each entry of a table, which would make the start of a large domain slow.
 * Tables are taken one after the other from pages put aside for the most that
 * it can be. Such a page can be written at its own address as far as the boot
 * tables reach, and where it is mapped here, which is seen to in time.
 */
#include <uc/arch_cpu.h>
#include "internal.h"

#define ENTRIES 512
#define AHEAD   8 /* pages: four times what one step may take */

static uint64_t first, next, end; /* of our tables, numbers of pages */
static uint64_t pages;            /* in uc_pv_p2m */
static uint64_t most;             /* that there can be */
static uint64_t top;              /* our table of level 3, its address */

static uint64_t *at(uint64_t pa)
{
	return pa < uc_pv_boot.end ? (uint64_t *)pa : uc_direct(pa);
}

/* The level 2 table that has the entry for part n. */
static uint64_t *level2(uint64_t n)
{
	uint64_t e = at(top)[n / ENTRIES];

	return e & UC_PTE_P ? at(uc_pte_pa(e)) : NULL;
}

static bool mapped(uint64_t n)
{
	uint64_t *t = level2(n);

	return t && t[n % ENTRIES] & UC_PTE_P;
}

static bool is_table(uint64_t pfn)
{
	return pfn - (uc_pv_boot.top >> UC_PAGE_SHIFT) < uc_pv_boot.count || (pfn >= first && pfn < next);
}

static bool present(uint64_t pfn)
{
	return pfn < pages && uc_pv_p2m[pfn] != UC_PV_NO_MFN;
}

static uint64_t take(void)
{
	uint64_t pa = next++ << UC_PAGE_SHIFT;

	uc_assert(next <= end);
	memset(at(pa), 0, UC_PAGE_SIZE);
	return pa;
}

/* Puts a table into an entry of one that is in use. */
static void link(uint64_t *entry, uint64_t pa)
{
	if (pa < uc_pv_boot.end)
		uc_pv_protect_table(pa, pa);
	if (top && mapped(pa >> 21))
		uc_pv_protect_table((uintptr_t)uc_direct(pa), pa);
	uc_pv_write(entry, uc_pte_make(pa, UC_PTE_P | UC_PTE_RW));
}

static void map(uint64_t n)
{
	uint64_t *l1, pa;

	if (!level2(n)) {
		pa = take();
		link(&at(top)[n / ENTRIES], pa);
	}
	pa = take();
	l1 = at(pa);
	for (uint64_t i = 0, pfn = n * ENTRIES; i < ENTRIES; i++, pfn++)
		if (present(pfn))
			l1[i] = uc_pte_make(pfn << UC_PAGE_SHIFT,
					    UC_PTE_P | UC_PTE_NX | (is_table(pfn) ? 0 : UC_PTE_RW));
	link(&level2(n)[n % ENTRIES], pa);
}

void uc_pv_reach(uint64_t pa, uint64_t len)
{
	for (uint64_t n = pa >> 21; n <= (pa + len - 1) >> 21; n++) {
		uint64_t later = (next + AHEAD) / ENTRIES;

		if (mapped(n))
			continue;
		if (later != n && next + AHEAD < end && !mapped(later))
			map(later);
		map(n);
	}
}

uint64_t *uc_pv_direct_entry(uint64_t pfn)
{
	return mapped(pfn / ENTRIES) ? at(uc_pte_pa(level2(pfn / ENTRIES)[pfn / ENTRIES % ENTRIES])) + pfn % ENTRIES
				     : NULL;
}

void uc_pv_release_tables(void)
{
	uint64_t pfn = uc_pv_boot.top >> UC_PAGE_SHIFT, after = pfn + uc_pv_boot.count;

	uc_pv_boot.count = 0;
	uc_pt_hold();
	for (; pfn < after; pfn++)
		uc_pv_held(uc_pv_direct_entry(pfn),
			   uc_pte_make(pfn << UC_PAGE_SHIFT, UC_PTE_P | UC_PTE_NX | UC_PTE_RW), true);
	uc_pt_release();
}

void uc_pv_extend_p2m(uint64_t *list)
{
	memcpy(list, uc_pv_p2m, pages * sizeof *list);
	for (uint64_t pfn = pages; pfn < most; pfn++)
		list[pfn] = UC_PV_NO_MFN;
	uc_pv_p2m = list;
	pages = most;
}

uint64_t uc_pv_direct_init(uint64_t from, uint64_t count, uint64_t limit)
{
	uint64_t lowest = (limit + ENTRIES - 1) / ENTRIES, pa;

	pages = count;
	most = limit;
	first = next = from >> UC_PAGE_SHIFT;
	end = first + 1 + (lowest + ENTRIES - 1) / ENTRIES + lowest;
	if (lowest > ENTRIES * ENTRIES || end >= pages)
		uc_panic("%lu pages of memory cannot be mapped", pages);
	pa = take();
	link((uint64_t *)uc_pv_boot.top + UC_DIRECT_SLOT, pa);
	top = pa;
	uc_pv_reach(0, from + AHEAD * UC_PAGE_SIZE);
	return end << UC_PAGE_SHIFT;
}
