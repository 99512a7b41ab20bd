/* SPDX-License-Identifier: BSD-3-Clause */
/* Where Xen enters the monitor: xen/arch-x86/xen.h, xen/callback.h. */
#include <uc/arch_cpu.h>
#include <uc/plat.h>
#include <uc/thread.h>
#include <xen/callback.h>
#include "internal.h"

#define EXCEPTIONS 20
#define V_NMI 2
#define V_BP  3
#define V_OF  4
#define V_DF  8
#define V_MC  18
#define MASK_EVENTS 4 /* trap_info.flags */

char uc_ist[UC_ISTS][UC_IST_SIZE] __attribute__((aligned(16)));

extern char uc_pv_exceptions[], uc_pv_event_entry[], uc_pv_syscall_entry[], uc_pv_nmi_entry[],
	uc_pv_failsafe_entry[], uc_pv_monitor_stack[];

static void callback(unsigned type, const void *entry, unsigned flags)
{
	struct callback_register c = {.type = type, .flags = flags, .address = (uintptr_t)entry};

	uc_pv_must(uc_hypercall(CALLBACKOP_register, (long)&c, 0, 0, 0, __HYPERVISOR_callback_op),
		   "a callback");
}

void uc_tables_init(void)
{
	struct trap_info t[EXCEPTIONS + 1] = {0}, *e = t;

	for (unsigned v = 0; v < EXCEPTIONS; v++) {
		if (v == V_NMI || v == V_DF || v == V_MC)
			continue;
		*e++ = (struct trap_info){
			.vector = v, .cs = FLAT_KERNEL_CS, .address = (uintptr_t)uc_pv_exceptions + v * 16,
			.flags = MASK_EVENTS | (v == V_BP || v == V_OF ? 3 : 0)};
	}
	uc_pv_must(uc_hypercall((long)t, 0, 0, 0, 0, __HYPERVISOR_set_trap_table), "the traps");
	callback(CALLBACKTYPE_event, uc_pv_event_entry, 0);
	callback(CALLBACKTYPE_syscall, uc_pv_syscall_entry, CALLBACKF_mask_events);
	callback(CALLBACKTYPE_failsafe, uc_pv_failsafe_entry, CALLBACKF_mask_events);
	callback(CALLBACKTYPE_nmi, uc_pv_nmi_entry, 0);
	uc_pv_must(uc_hypercall(FLAT_KERNEL_SS, (long)uc_pv_monitor_stack, 0, 0, 0,
				__HYPERVISOR_stack_switch), "a stack");
}

/* What arrives on the stack for interrupts while it is in use goes below. */
void uc_tables_panic(void)
{
}

/* vector, error and what follows as in a frame; in kernel mode. */
UC_NORETURN void uc_pv_boot_fault(const uint64_t *frame)
{
	if (frame[0] == V_NMI)
		uc_panic("NMI, while Xen worked for thread %d", uc_current->tid);
	uc_panic("exception %lu, error %#lx, at %#lx, address %#lx", frame[0], frame[1], frame[2],
		 uc_cpu_fault_address());
}
