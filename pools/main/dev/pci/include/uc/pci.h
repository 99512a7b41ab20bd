/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * PCI functions as the firmware left them: buses numbered, addresses assigned.
 * Nothing is looked for before someone asks.
 */
#ifndef UC_PCI_H
#define UC_PCI_H
#include <uc/arch.h>

struct uc_pci {
	uint8_t bus, device, function;
	uint8_t bar; /* the region that was looked at last, plus 1 */
	uint64_t bar_start, bar_size;
};
/* Goes to the first (start: {0} and first) or next function that exists, in
 * order of bus, device, function; false at the end. */
bool uc_pci_next(struct uc_pci *p, bool first);

/* Configuration space; reg < 256 and aligned to the width. */
uint8_t uc_pci_read8(const struct uc_pci *p, unsigned reg);
uint16_t uc_pci_read16(const struct uc_pci *p, unsigned reg);
uint32_t uc_pci_read32(const struct uc_pci *p, unsigned reg);
void uc_pci_write16(const struct uc_pci *p, unsigned reg, uint16_t v);
void uc_pci_write32(const struct uc_pci *p, unsigned reg, uint32_t v);
#define UC_PCI_VENDOR  0x00 /* 16 */
#define UC_PCI_DEVICE  0x02 /* 16 */
#define UC_PCI_COMMAND 0x04 /* 16 */
#define   UC_PCI_MEMORY 2
#define   UC_PCI_MASTER 4
#define   UC_PCI_NO_INTX 0x400
#define UC_PCI_CAP_VENDOR 0x09
#define UC_PCI_CAP_MSIX   0x11

/* Register of the first capability (prev 0) or the next one with that id; 0:
 * none. */
unsigned uc_pci_capability(const struct uc_pci *p, unsigned id, unsigned prev);
/* Address and size of memory region 0 to 5; false: not there or not memory. */
bool uc_pci_bar(struct uc_pci *p, unsigned bar, uint64_t *pa, uint64_t *size);
/* Maps [offset, offset + size) of it; NULL if that is not inside. */
void *uc_pci_map(struct uc_pci *p, unsigned bar, uint64_t offset, uint64_t size);

/* Message-signalled interrupts, extended (MSI-X). */
struct uc_pci_msix {
	volatile uint32_t *table; /* NULL: the function has none */
	unsigned count;
};
/* Finds and enables them, each entry masked. 0, -ENODEV, -ENOMEM. */
int uc_pci_msix_init(struct uc_pci *p, struct uc_pci_msix *m);
/* Entry index goes to vector from now on. */
void uc_pci_msix_set(struct uc_pci_msix *m, unsigned index, int vector);
#endif
