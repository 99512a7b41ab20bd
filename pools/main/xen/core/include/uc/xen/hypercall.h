/* SPDX-License-Identifier: BSD-3-Clause */
/* Hypercalls by name. Results are 0, a count or -errno of Linux's numbers;
 * structures are the caller's and may lie on its stack. */
#ifndef UC_XEN_HYPERCALL_H
#define UC_XEN_HYPERCALL_H
#include <uc/xen/xen.h>

static inline long uc_xen_event_op(int cmd, void *arg)
{
	return uc_hypercall(cmd, (long)arg, 0, 0, 0, __HYPERVISOR_event_channel_op);
}
static inline long uc_xen_sched_op(int cmd, void *arg)
{
	return uc_hypercall(cmd, (long)arg, 0, 0, 0, __HYPERVISOR_sched_op);
}
static inline long uc_xen_memory_op(unsigned cmd, void *arg)
{
	return uc_hypercall(cmd, (long)arg, 0, 0, 0, __HYPERVISOR_memory_op);
}
static inline long uc_xen_grant_op(unsigned cmd, void *arg, unsigned count)
{
	return uc_hypercall(cmd, (long)arg, count, 0, 0, __HYPERVISOR_grant_table_op);
}
static inline long uc_xen_vcpu_op(int cmd, unsigned vcpu, void *arg)
{
	return uc_hypercall(cmd, vcpu, (long)arg, 0, 0, __HYPERVISOR_vcpu_op);
}
static inline long uc_xen_hvm_op(unsigned long cmd, void *arg)
{
	return uc_hypercall(cmd, (long)arg, 0, 0, 0, __HYPERVISOR_hvm_op);
}
static inline long uc_xen_version_op(int cmd, void *arg)
{
	return uc_hypercall(cmd, (long)arg, 0, 0, 0, __HYPERVISOR_xen_version);
}
/* Raises VIRQ_TIMER at system time ns; 0: not any more. */
static inline long uc_xen_set_timer(uint64_t ns)
{
	return uc_hypercall(ns, 0, 0, 0, 0, __HYPERVISOR_set_timer_op);
}
#endif
