/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The final page tables, in use for guest kernel mode and guest user mode alike;
 * then from the one to the other.
 */
#include <sys/mman.h>
#include <uc/arch_cpu.h>
#include "internal.h"

uint64_t uc_pv_shared_mfn;

bool uc_pv_show(uintptr_t va, uint64_t mfn)
{
	uint64_t e = mfn << UC_PAGE_SHIFT | UC_PTE_P | UC_PTE_RW | UC_PTE_USER | UC_PTE_NX;

	/* for the tables, any page will do */
	if (uc_pt_lookup(va, NULL, NULL) == UC_PT_NONE &&
	    uc_pt_map(va, uc_phys((const void *)uc_pv_shared), PROT_READ))
		return false;
	return !uc_pv_update_va(va, e, UVMF_INVLPG | UVMF_LOCAL);
}

void uc_pv_hide(uintptr_t va)
{
	uint64_t own = uc_pte_make(uc_phys((const void *)uc_pv_shared), UC_PTE_P | UC_PTE_NX);

	uc_pv_must(uc_pv_update_va(va, own, UVMF_INVLPG | UVMF_LOCAL), "our page in place of its own");
}

/* Makes the tables from t on, of this level, what Xen accepts as such. */
static void protect(uint64_t *t, int level)
{
	uint64_t pa = uc_phys(t);

	for (unsigned i = 0; level > 0 && i < 512; i++)
		if (t[i] & UC_PTE_P)
			protect(uc_direct(uc_pte_pa(t[i])), level - 1);
	uc_pv_protect_table((uintptr_t)uc_direct(pa), pa);
	if (pa < uc_pv_boot.end)
		uc_pv_protect_table(pa, pa);
}

void uc_paging_init(void)
{
	uint64_t boot = uc_pv_mfn(uc_pv_boot.top), top = uc_pv_mfn(uc_phys(uc_pt_top));
	struct mmuext_op change[] = {
		{.cmd = MMUEXT_PIN_L4_TABLE, .arg1.mfn = top},
		{.cmd = MMUEXT_NEW_BASEPTR, .arg1.mfn = top},
		{.cmd = MMUEXT_NEW_USER_BASEPTR, .arg1.mfn = top},
		{.cmd = MMUEXT_UNPIN_TABLE, .arg1.mfn = boot},
	};

	uc_pt_map_image();
	if (!uc_pt_protect((uintptr_t)uc_pt_top, PROT_READ))
		uc_panic("the top page table is not in the image");
	protect(uc_pt_top, 3);
	uc_pv_write(&uc_pt_top[UC_DIRECT_SLOT], ((uint64_t *)uc_pv_boot.top)[UC_DIRECT_SLOT]);
	uc_pv_must(uc_pv_mmuext(change, UC_ARRAY_SIZE(change)), "the page tables");
	uc_pv_boot.end = 0;
	uc_pv_show_shared(uc_pv_shared_mfn);
	uc_pv_enter_user();
}
