/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/plat.h>
#include <uc/vm.h>
#include <uc/xen/xen.h>

void *uc_xen_page(uint64_t pa)
{
	return pa < uc_boot.mem_top ? uc_direct(pa) : uc_vm_map_memory(pa, UC_PAGE_SIZE);
}
