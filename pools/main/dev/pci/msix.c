/* SPDX-License-Identifier: BSD-3-Clause */
/* PCI Local Bus Specification 3.0, 6.8.2. */
#include <uc/pci.h>
#include <uc/plat.h>

#define CONTROL  2
#define   ENABLE 0x8000
#define   MASK   0x4000 /* the whole function */
#define   COUNT  0x07ff
#define TABLE    4
#define ENTRY    16

int uc_pci_msix_init(struct uc_pci *p, struct uc_pci_msix *m)
{
	unsigned cap = uc_pci_capability(p, UC_PCI_CAP_MSIX, 0);
	uint32_t where;
	uint16_t control;

	m->table = NULL;
	if (!cap)
		return -ENODEV;
	control = uc_pci_read16(p, cap + CONTROL);
	where = uc_pci_read32(p, cap + TABLE);
	m->count = (control & COUNT) + 1;
	m->table = uc_pci_map(p, where & 7, where & ~7u, m->count * ENTRY);
	if (!m->table)
		return -ENOMEM;
	uc_pci_write16(p, cap + CONTROL, (control | ENABLE) & ~MASK);
	uc_pci_write16(p, UC_PCI_COMMAND,
		       uc_pci_read16(p, UC_PCI_COMMAND) | UC_PCI_NO_INTX);
	return 0;
}

/* Entries are masked after a reset, and stay so until they are set. */
void uc_pci_msix_set(struct uc_pci_msix *m, unsigned index, int vector)
{
	volatile uint32_t *e = m->table + index * ENTRY / 4;
	uint64_t address;
	uint32_t data;

	uc_plat_msi(vector, &address, &data);
	e[3] |= 1;
	e[0] = address;
	e[1] = address >> 32;
	e[2] = data;
	e[3] &= ~1u;
}
