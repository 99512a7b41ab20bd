/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How events arrive. Where accesses to the local APIC are virtualised by the
 * processor, Xen posts a vector to it, which may come without a VM exit. Else
 * Xen injects one past the APIC, and nothing has to be acknowledged, which
 * would be an exit.
 */
#include <xen/arch-x86/cpuid.h>
#include <xen/hvm/hvm_op.h>
#include <xen/hvm/params.h>
#include <uc/xen/events.h>
#include "internal.h"

#define MSR_APIC_BASE 0x1b
#define X2APIC_ON     (3 << 10)
#define MSR_EOI       0x80b
#define MSR_SPURIOUS  0x80f
#define APIC_ENABLE   0x100

static bool by_apic;

static void upcall(void *arg)
{
	(void)arg;
	uc_evtchn_dispatch();
}

/* Called by the interrupt dispatcher. */
void uc_irq_eoi(void)
{
	if (by_apic)
		uc_wrmsr(MSR_EOI, 0);
}

static bool post(unsigned vector)
{
	struct xen_hvm_evtchn_upcall_vector v = {.vcpu = 0, .vector = vector};

	if (uc_xen_hvm_op(HVMOP_set_evtchn_upcall_vector, &v))
		return false;
	uc_wrmsr(MSR_APIC_BASE, uc_rdmsr(MSR_APIC_BASE) | X2APIC_ON);
	uc_wrmsr(MSR_SPURIOUS, APIC_ENABLE | UC_VECTOR_SPURIOUS);
	return true;
}

void uc_xen_upcall_init(uint32_t cpuid_base)
{
	static int vector;
	struct xen_hvm_param p = {.domid = DOMID_SELF, .index = HVM_PARAM_CALLBACK_IRQ};
	uint32_t r[4];

	if (!vector)
		vector = uc_vector_alloc(upcall, NULL);
	p.value = (uint64_t)HVM_PARAM_CALLBACK_TYPE_VECTOR << 56 | vector;
	if (vector < 0 || uc_xen_hvm_op(HVMOP_set_param, &p))
		uc_panic("Xen delivers no events");
	by_apic = false;
	uc_cpuid(cpuid_base, 0, r);
	if (r[0] < cpuid_base + 4)
		return;
	uc_cpuid(cpuid_base + 4, 0, r);
	by_apic = r[0] & XEN_HVM_CPUID_X2APIC_VIRT && post(vector);
}
