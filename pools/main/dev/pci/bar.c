/* SPDX-License-Identifier: BSD-3-Clause */
/* Base address registers: PCI Local Bus Specification 3.0, 6.2.5.1. */
#include <uc/pci.h>
#include <uc/vm.h>

#define BAR0     0x10
#define IO       1
#define TYPE     6
#define   WIDE   4
#define FLAGS    0xfu

/* The size shows in which bits cannot be set; nothing may decode meanwhile. */
static uint32_t probe(const struct uc_pci *p, unsigned reg, uint32_t old)
{
	uint32_t v;

	uc_pci_write32(p, reg, UINT32_MAX);
	v = uc_pci_read32(p, reg);
	uc_pci_write32(p, reg, old);
	return v;
}

static bool look(struct uc_pci *p, unsigned bar)
{
	unsigned reg = BAR0 + 4 * bar;
	uint32_t low, high = 0;
	uint16_t command;
	uint64_t mask;
	bool wide;

	if (bar > 5)
		return false;
	low = uc_pci_read32(p, reg);
	wide = (low & TYPE) == WIDE;
	if (low & IO || (wide && bar == 5))
		return false;
	command = uc_pci_read16(p, UC_PCI_COMMAND);
	uc_pci_write16(p, UC_PCI_COMMAND, command & ~UC_PCI_MEMORY);
	mask = probe(p, reg, low) & ~FLAGS;
	if (wide) {
		high = uc_pci_read32(p, reg + 4);
		mask |= (uint64_t)probe(p, reg + 4, high) << 32;
	} else {
		mask |= mask ? 0xffffffffUL << 32 : 0;
	}
	uc_pci_write16(p, UC_PCI_COMMAND, command);
	p->bar = bar + 1;
	p->bar_start = (low & ~FLAGS) | (uint64_t)high << 32;
	p->bar_size = mask & -mask;
	return true;
}

bool uc_pci_bar(struct uc_pci *p, unsigned bar, uint64_t *pa, uint64_t *size)
{
	if (p->bar != bar + 1 && !look(p, bar))
		return false;
	*pa = p->bar_start;
	*size = p->bar_size;
	return *pa && *size && *pa < 1UL << 52 && *size < 1UL << 52;
}

void *uc_pci_map(struct uc_pci *p, unsigned bar, uint64_t offset, uint64_t size)
{
	uint64_t pa, all;

	if (!uc_pci_bar(p, bar, &pa, &all) || offset > all || size > all - offset)
		return NULL;
	return uc_vm_map_device(pa + offset, size);
}
