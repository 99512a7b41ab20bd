/* SPDX-License-Identifier: BSD-3-Clause */
/* Writing entries: xen/xen.h, mmu_update, update_va_mapping, mmuext_op. */
#include <uc/arch_cpu.h>
#include "internal.h"

uint64_t *uc_pv_p2m;
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
	uc_pv_protect_table((uintptr_t)table, uc_phys(table));
}

void uc_pte_drop(uint64_t *e, void *table, uintptr_t va)
{
	struct mmu_update u = {.ptr = uc_pv_machine(e) | MMU_NORMAL_PT_UPDATE};
	struct mmuext_op flush = {.cmd = MMUEXT_INVLPG_LOCAL, .arg1.linear_addr = va};
	uint64_t writable = uc_pte_make(uc_phys(table), UC_PTE_P | UC_PTE_NX | UC_PTE_RW);
	struct multicall_entry calls[] = {
		{.op = __HYPERVISOR_mmu_update, .args = {(uintptr_t)&u, 1, 0, DOMID_SELF}},
		{.op = __HYPERVISOR_mmuext_op, .args = {(uintptr_t)&flush, 1, 0, DOMID_SELF}},
		{.op = __HYPERVISOR_update_va_mapping, .args = {(uintptr_t)table, writable, UVMF_INVLPG}},
	};

	uc_pv_flush_held();
	uc_pv_multicall(calls, UC_ARRAY_SIZE(calls), "the end of a page table");
}
