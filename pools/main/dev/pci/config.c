/* SPDX-License-Identifier: BSD-3-Clause */
/* Configuration mechanism #1: PCI Local Bus Specification 3.0, 3.2.2.3.2. */
#include <uc/pci.h>

#define ADDRESS 0xcf8
#define DATA    0xcfc

/* An interrupt handler may come between the two accesses. */
static uint16_t point(const struct uc_pci *p, unsigned reg)
{
	uc_outl(ADDRESS, 1u << 31 | p->bus << 16 | p->device << 11 |
			 p->function << 8 | (reg & 0xfc));
	return DATA + (reg & 3);
}

uint8_t uc_pci_read8(const struct uc_pci *p, unsigned reg)
{
	unsigned long f = uc_irq_save();
	uint8_t v = uc_inb(point(p, reg));

	uc_irq_restore(f);
	return v;
}

uint16_t uc_pci_read16(const struct uc_pci *p, unsigned reg)
{
	unsigned long f = uc_irq_save();
	uint16_t v = uc_inw(point(p, reg));

	uc_irq_restore(f);
	return v;
}

uint32_t uc_pci_read32(const struct uc_pci *p, unsigned reg)
{
	unsigned long f = uc_irq_save();
	uint32_t v = uc_inl(point(p, reg));

	uc_irq_restore(f);
	return v;
}

void uc_pci_write16(const struct uc_pci *p, unsigned reg, uint16_t v)
{
	unsigned long f = uc_irq_save();

	uc_outw(point(p, reg), v);
	uc_irq_restore(f);
}

void uc_pci_write32(const struct uc_pci *p, unsigned reg, uint32_t v)
{
	unsigned long f = uc_irq_save();

	uc_outl(point(p, reg), v);
	uc_irq_restore(f);
}
