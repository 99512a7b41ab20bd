/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch_cpu.h>
#include <uc/plat.h>
#include "internal.h"

void uc_pv_show_shared(uint64_t mfn)
{
	struct arch_shared_info *a = &uc_xen_shared->arch;

	if (!uc_pv_show((uintptr_t)uc_pv_shared, mfn))
		uc_panic("Xen refuses its shared page");
	a->max_pfn = uc_boot.mem_top >> UC_PAGE_SHIFT;
	a->p2m_vaddr = (uintptr_t)uc_pv_p2m;
	a->p2m_cr3 = xen_pfn_to_cr3(uc_pv_mfn(uc_phys(uc_pt_top)));
	a->pfn_to_mfn_frame_list_list = ~0UL; /* the other way to tell it */
}

/* Our own page is there again, with interrupts off. */
void uc_pv_hide_shared(void)
{
	uint64_t own = uc_pte_make(uc_phys((const void *)uc_pv_shared),
				   UC_PTE_P | UC_PTE_RW | UC_PTE_NX);

	uc_pv_must(uc_pv_update_va((uintptr_t)uc_pv_shared, own, UVMF_INVLPG | UVMF_LOCAL),
		   "our page in place of its own");
	uc_pv_shared[UC_PV_PENDING] = 0;
	uc_pv_shared[UC_PV_MASK] = 1;
}
