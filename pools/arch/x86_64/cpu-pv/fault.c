/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch_cpu.h>
#include <uc/vm.h>

/* A page fault, in kernel mode and on the monitor's stack: whether it is mended. */
bool uc_pv_fault(uint64_t error)
{
	uint64_t va = uc_cpu_fault_address();

	return va < UC_USER_TOP && uc_vm_fault_quick(va, uc_fault_access(error));
}
