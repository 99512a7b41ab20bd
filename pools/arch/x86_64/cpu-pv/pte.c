/* SPDX-License-Identifier: BSD-3-Clause */
/* Writing entries: xen/xen.h, mmu_update, update_va_mapping, mmuext_op. */
#include <uc/arch_cpu.h>
#include "internal.h"

const uint64_t *uc_pv_p2m;
struct uc_pv_tables uc_pv_boot;

void uc_pv_write(uint64_t *e, uint64_t v)
{
	struct mmu_update u = {.ptr = uc_pv_machine(e) | MMU_NORMAL_PT_UPDATE, .val = v};

	uc_pv_flush_held();
	uc_pv_must(uc_pv_mmu_update(&u, 1), "a page table entry");
}

/* Before the final tables are in use they are memory like any other. */
static bool early(uint64_t *e, uint64_t v)
{
	if (uc_pv_boot.end)
		*e = v;
	return uc_pv_boot.end;
}

void uc_pte_set(uint64_t *e, uint64_t v)
{
	if (!early(e, v))
		uc_pv_write(e, v);
}

/* Xen finds the entry by its address, in the tables that are in use. */
void uc_pte_fill(uint64_t *e, uint64_t v, uintptr_t va)
{
	if (!early(e, v) && !uc_pv_held(e, v, false))
		uc_pv_must(uc_pv_update_va(va, v, UVMF_NONE), "a page table entry");
}

void uc_pte_change(uint64_t *e, uint64_t v, uintptr_t va)
{
	if (!early(e, v) && !uc_pv_held(e, v, true))
		uc_pv_must(uc_pv_update_va(va, v, UVMF_INVLPG | UVMF_LOCAL), "a page table entry");
}

static void direct(const void *page, uint64_t bits)
{
	uc_pv_must(uc_pv_update_va((uintptr_t)page, uc_pte_make(uc_phys(page), UC_PTE_P | UC_PTE_NX | bits),
				   UVMF_INVLPG | UVMF_LOCAL), "a change of memory's mapping");
}

void uc_pv_protect_table(uintptr_t va, uint64_t pa)
{
	uc_pv_must(uc_pv_update_va(va, uc_pte_make(pa, UC_PTE_P | UC_PTE_NX), UVMF_INVLPG | UVMF_LOCAL),
		   "a page as table");
}

void uc_pte_table(void *table)
{
	if (uc_pv_boot.end)
		return;
	uc_pv_flush_held(); /* may have been another page, mapped writable */
	direct(table, 0);
}

void uc_pte_drop(uint64_t *e, void *table, uintptr_t va)
{
	struct mmuext_op flush = {.cmd = MMUEXT_INVLPG_LOCAL, .arg1.linear_addr = va};

	uc_pte_set(e, 0);
	uc_pv_must(uc_pv_mmuext(&flush, 1), "a flush");
	direct(table, UC_PTE_RW);
}
