/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch_cpu.h>
#include <uc/xen/events.h>

_Static_assert(offsetof(struct vcpu_info, evtchn_upcall_pending) == UC_PV_PENDING, "uc/cpu.h");
_Static_assert(offsetof(struct vcpu_info, evtchn_upcall_mask) == UC_PV_MASK, "uc/cpu.h");
_Static_assert(offsetof(struct vcpu_info, arch.cr2) == UC_PV_CR2, "uc/cpu.h");
_Static_assert(offsetof(struct shared_info, vcpu_info) == 0, "uc/cpu.h");
_Static_assert(__HYPERVISOR_iret == 23 && VGCF_in_syscall == 256, "monitor.S");
_Static_assert(UC_CPU_CS == FLAT_USER_CS64 && UC_CPU_SS == FLAT_USER_SS64, "uc/cpu.h");
_Static_assert(UC_IST_SIZE * UC_ISTS == 24576, "monitor.S");

void uc_irq_dispatch(unsigned vector)
{
	(void)vector; /* there is one */
	uc_evtchn_dispatch();
}

void uc_pv_deliver(void)
{
	do {
		uc_irq_disable();
		uc_evtchn_dispatch();
		uc_pv_shared[UC_PV_MASK] = 0;
		uc_barrier();
	} while (uc_pv_shared[UC_PV_PENDING]);
}
