/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Entries of page tables, for paging.c. Xen writes them, and no page table may
 * be mapped so that we could (Xen, xen/xen.h: mmu_update). An entry holds the
 * machine's number of the page; one that is not present holds our own
 * address, inverted: such that no cache line is behind it (L1TF), and that it
 * stays right when the domain moves to another machine.
 */
#ifndef UC_PTE_H
#define UC_PTE_H
#include <uc/pv.h>

#define UC_PTE_ADDR 0x000ffffffffff000UL
#define UC_PTE_P    1UL
#define UC_PTE_RW   2UL
#define UC_PTE_USER 4UL
#define UC_PTE_NX   (1UL << 63)

static inline uint64_t uc_pte_make(uint64_t pa, uint64_t bits)
{
	if (bits & UC_PTE_P)
		return uc_pv_mfn(pa) << UC_PAGE_SHIFT | UC_PTE_USER | bits;
	return (~pa & UC_PTE_ADDR) | bits;
}
static inline uint64_t uc_pte_pa(uint64_t e)
{
	return e & UC_PTE_P ? uc_pv_pa((e & UC_PTE_ADDR) >> UC_PAGE_SHIFT) : ~e & UC_PTE_ADDR;
}
/* Writes an entry of an upper table that was not present. */
void uc_pte_set(uint64_t *e, uint64_t v);
/* Writes an entry of the lowest table for va that was not present. */
void uc_pte_fill(uint64_t *e, uint64_t v, uintptr_t va);
/* Writes an entry of the lowest table for va, whichever it was. */
void uc_pte_change(uint64_t *e, uint64_t v, uintptr_t va);
/* Takes the table that was for va out of the entry e above it. */
void uc_pte_drop(uint64_t *e, void *table, uintptr_t va);
/* Before an entry of the level above points to it: table, full of zeros. */
void uc_pte_table(void *table);
#endif
