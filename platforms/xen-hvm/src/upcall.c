/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How events arrive. Xen (HVMOP_set_evtchn_upcall_vector) posts the vector of a
 * vCPU to its local APIC, which may come without a VM exit where the processor
 * virtualises the APIC; elsewhere its acknowledgement is one. A vector for the
 * whole domain (HVM_PARAM_CALLBACK_IRQ) is injected past the APIC, but remains
 * pending until the handler looks at it, and so Xen has the processor leave when
 * interrupts are on again: an exit as well. It is for hypervisors that have no
 * other, before Xen 4.6.
 */
#include <xen/hvm/hvm_op.h>
#include <xen/hvm/params.h>
#include <uc/xen/events.h>
#include "internal.h"

#define MSR_APIC_BASE 0x1b
#define X2APIC_ON     (3 << 10)
#define MSR_EOI       0x80b
#define MSR_SPURIOUS  0x80f
#define APIC_ENABLE   0x100
#define UNUSED_GSI    1

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

static bool set_callback(unsigned type, uint64_t value)
{
	struct xen_hvm_param p = {
		.domid = DOMID_SELF, .index = HVM_PARAM_CALLBACK_IRQ,
		.value = (uint64_t)type << 56 | value,
	};

	return !uc_xen_hvm_op(HVMOP_set_param, &p);
}

/* The domain's callback must then be none that would be taken as well; but the
 * toolstack takes one for a sign that the domain can be suspended. */
static bool post(unsigned vector)
{
	struct xen_hvm_evtchn_upcall_vector v = {.vcpu = 0, .vector = vector};

	if (uc_xen_hvm_op(HVMOP_set_evtchn_upcall_vector, &v) ||
	    !set_callback(HVM_PARAM_CALLBACK_TYPE_GSI, UNUSED_GSI))
		return false;
	uc_wrmsr(MSR_APIC_BASE, uc_rdmsr(MSR_APIC_BASE) | X2APIC_ON);
	uc_wrmsr(MSR_SPURIOUS, APIC_ENABLE | UC_VECTOR_SPURIOUS);
	return true;
}

void uc_xen_upcall_init(void)
{
	static int vector;

	if (!vector)
		vector = uc_vector_alloc(upcall, NULL);
	if (vector < 0)
		uc_panic("no interrupt vector for events");
	by_apic = post(vector);
	if (!by_apic && !set_callback(HVM_PARAM_CALLBACK_TYPE_VECTOR, vector))
		uc_panic("Xen delivers no events");
}
