/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * All memory at UC_DIRECT, before there is an allocator: tables are taken one
 * after the other, in the order in which they are needed, from pages behind all
 * that the domain was built with. Those pages can be written at their own
 * address up to where the boot tables reach, and beyond that through what has
 * been mapped so far.
 */
#include "internal.h"

#define ENTRIES 512

static struct {
	uint64_t first, next, end; /* page numbers */
} t; /* our tables */

/* Whether the page may not be mapped writable: a table, or one that will be and
 * that needs no mapping here to be written before. */
static bool reserved(uint64_t pfn)
{
	return pfn - (uc_pv_boot.top >> UC_PAGE_SHIFT) < uc_pv_boot.count ||
	       (pfn >= t.first && pfn < t.end && pfn << UC_PAGE_SHIFT < uc_pv_boot.end);
}

static uint64_t *take(void)
{
	uint64_t pa = t.next++ << UC_PAGE_SHIFT;

	uc_assert(t.next <= t.end);
	return memset(pa < uc_pv_boot.end ? (void *)pa : uc_direct(pa), 0, UC_PAGE_SIZE);
}

/* Puts a table into an entry of one that is in use. */
static void link(uint64_t *entry, uint64_t *table)
{
	uint64_t pa = uc_phys(table);

	uc_pv_protect_table((uintptr_t)table, pa);
	uc_pte_set(entry, uc_pte_make(pa, UC_PTE_P | UC_PTE_RW));
}

uint64_t uc_pv_direct_map(uint64_t from, uint64_t pages)
{
	uint64_t lowest = (pages + ENTRIES - 1) / ENTRIES;
	uint64_t *l3, *l2 = NULL;

	t.first = t.next = from >> UC_PAGE_SHIFT;
	t.end = t.first + 1 + (lowest + ENTRIES - 1) / ENTRIES + lowest;
	if (lowest > ENTRIES * ENTRIES || t.end >= pages)
		uc_panic("%lu pages of memory cannot be mapped", pages);
	l3 = take();
	link((uint64_t *)uc_pv_boot.top + UC_DIRECT_SLOT, l3);
	for (uint64_t n = 0; n < lowest; n++) {
		uint64_t *l1;

		if (n % ENTRIES == 0) {
			l2 = take();
			link(&l3[n / ENTRIES], l2);
		}
		l1 = take();
		for (uint64_t i = 0, pfn = n * ENTRIES; i < ENTRIES && pfn < pages; i++, pfn++)
			l1[i] = uc_pte_make(pfn << UC_PAGE_SHIFT, UC_PTE_P | UC_PTE_NX |
					    (reserved(pfn) ? 0 : UC_PTE_RW));
		link(&l2[n % ENTRIES], l1);
	}
	return t.end << UC_PAGE_SHIFT;
}
