/* SPDX-License-Identifier: BSD-3-Clause */
/* I/O APIC (Intel 82093AA) and message-signalled interrupts. */
#include <uc/arch.h>
#include <uc/plat.h>
#include <uc/vm.h>
#include "apic.h"

#define IOAPIC_BASE 0xfec00000UL
#define IOAPIC_VERSION 1
#define REDIRECTION(pin) (0x10 + 2 * (pin))

static volatile uint32_t *ioapic;

static uint32_t read(unsigned reg)
{
	ioapic[0] = reg;
	return ioapic[4];
}

static void write(unsigned reg, uint32_t v)
{
	ioapic[0] = reg;
	ioapic[4] = v;
}

int uc_plat_irq_route(unsigned gsi, int vector, unsigned flags)
{
	if (!ioapic) {
		ioapic = uc_vm_map_device(IOAPIC_BASE, 32);
		if (!ioapic)
			return -ENOMEM;
	}
	uc_lapic(0);
	if (gsi > (read(IOAPIC_VERSION) >> 16 & 0xff))
		return -EINVAL;
	write(REDIRECTION(gsi) + 1, 0); /* to APIC 0 */
	write(REDIRECTION(gsi), vector | (flags & UC_IRQ_LEVEL ? 1 << 15 : 0) |
					(flags & UC_IRQ_LOW ? 1 << 13 : 0));
	return 0;
}

void uc_plat_msi(int vector, uint64_t *address, uint32_t *data)
{
	uc_lapic(0);
	*address = LAPIC_BASE;
	*data = vector;
}
