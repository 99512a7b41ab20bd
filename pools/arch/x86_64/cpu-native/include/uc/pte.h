/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Entries of page tables, for paging.c: tables are memory like any other, and
 * an entry holds the physical address.
 */
#ifndef UC_PTE_H
#define UC_PTE_H
#include <uc/arch.h>

#define UC_PTE_ADDR 0x000ffffffffff000UL

/* The entry for the page at pa, bits as they shall be in it. */
static inline uint64_t uc_pte_make(uint64_t pa, uint64_t bits) { return pa | bits; }
/* The page that an entry made so is for. */
static inline uint64_t uc_pte_pa(uint64_t e) { return e & UC_PTE_ADDR; }
/* Writes an entry of an upper table that was not present. */
static inline void uc_pte_set(uint64_t *e, uint64_t v) { *e = v; }
/* Writes an entry of the lowest table for va that was not present. */
static inline void uc_pte_fill(uint64_t *e, uint64_t v, uintptr_t va)
{
	(void)va;
	*e = v;
}
/* Writes an entry of the lowest table for va, whichever it was. */
static inline void uc_pte_change(uint64_t *e, uint64_t v, uintptr_t va)
{
	*e = v;
	__asm__ volatile("invlpg (%0)" ::"r"(va) : "memory");
}
/* Takes the table that was for va out of the entry e above it. INVLPG also makes
 * the processor forget what it cached of the upper levels. */
static inline void uc_pte_drop(uint64_t *e, void *table, uintptr_t va)
{
	(void)table;
	uc_pte_change(e, 0, va);
}
/* Before an entry of the level above points to it: table, full of zeros. */
static inline void uc_pte_table(void *table) { (void)table; }
#endif
