/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * All functions, bus by bus. A bus is read only when a bridge leads to it:
 * PCI-to-PCI Bridge Architecture Specification 1.2, 3.2.5.
 */
#include <uc/pci.h>

#define HEADER_TYPE   0x0e
#define   MULTI       0x80
#define   BRIDGE      1
#define SECONDARY     0x19
#define NONE          0xffff

static uint32_t buses[8]; /* bit: reachable */

static bool has_mechanism(void)
{
	unsigned long f = uc_irq_save();
	bool yes;

	uc_outl(0xcf8, 1u << 31);
	yes = uc_inl(0xcf8) == 1u << 31;
	uc_irq_restore(f);
	return yes;
}

/* The next place to look at: other functions only of a multi-function device. */
static bool step(struct uc_pci *p)
{
	struct uc_pci zero = {.bus = p->bus, .device = p->device};

	p->bar = 0;
	if (p->function < 7 && uc_pci_read16(&zero, UC_PCI_VENDOR) != NONE &&
	    uc_pci_read8(&zero, HEADER_TYPE) & MULTI) {
		p->function++;
		return true;
	}
	p->function = 0;
	if (++p->device < 32)
		return true;
	p->device = 0;
	for (unsigned b = p->bus + 1u; b < 256; b++)
		if (buses[b / 32] >> b % 32 & 1) {
			p->bus = b;
			return true;
		}
	return false;
}

bool uc_pci_next(struct uc_pci *p, bool first)
{
	if (first) {
		*p = (struct uc_pci){0};
		if (!has_mechanism())
			return false;
		buses[0] |= 1;
	}
	while (first || step(p)) {
		first = false;
		if (uc_pci_read16(p, UC_PCI_VENDOR) == NONE)
			continue;
		if ((uc_pci_read8(p, HEADER_TYPE) & ~MULTI) == BRIDGE) {
			uint8_t b = uc_pci_read8(p, SECONDARY);

			if (b > p->bus)
				buses[b / 32] |= 1u << b % 32;
		}
		return true;
	}
	return false;
}
