/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch_cpu.h>
#include <uc/vm.h>

extern uint64_t uc_pv_monitor_bottom[];

/*
 * A page fault, in kernel mode and on the monitor's stack: whether it is mended. This
 * is all that takes more of that stack than a few frames, 648 bytes as tests/xen's
 * TestMemSet sees it; it calls nothing back and does not nest, for events are masked. So
 * a word at the end, which nobody writes to, does for a page that is not there: Xen could
 * push nothing at such a page, and would end the domain without a word.
 */
bool uc_pv_fault(uint64_t error)
{
	uint64_t va = uc_cpu_fault_address();
	bool mended = va < UC_USER_TOP && uc_vm_fault_quick(va, uc_fault_access(error));

	if (uc_unlikely(*uc_pv_monitor_bottom))
		uc_panic("the stack of Xen's entries is too small");
	return mended;
}
