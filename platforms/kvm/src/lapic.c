/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch.h>
#include <uc/vm.h>
#include "apic.h"

static volatile char *base;

volatile uint32_t *uc_lapic(unsigned offset)
{
	if (!base) {
		base = uc_vm_map_device(LAPIC_BASE, UC_PAGE_SIZE);
		if (!base)
			uc_panic("no memory to map the local APIC");
		*uc_lapic(LAPIC_SPURIOUS) = LAPIC_ENABLE | UC_VECTOR_SPURIOUS;
		*uc_lapic(LAPIC_LINT0) = LAPIC_MASKED;
		*uc_lapic(LAPIC_LINT1) = LAPIC_MASKED;
	}
	return (volatile uint32_t *)(base + offset);
}

/* Called by the interrupt dispatcher. */
void uc_irq_eoi(void)
{
	*uc_lapic(LAPIC_EOI) = 0;
}
