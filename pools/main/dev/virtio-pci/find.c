/* SPDX-License-Identifier: BSD-3-Clause */
/* VIRTIO 1.1, 4.1.2 and 4.1.4: identity, and where the registers are. */
#include <uc/heap.h>
#include "internal.h"

#define VENDOR       0x1af4
#define MODERN       0x1040 /* and the type */
#define TRANSITIONAL 0x1000 /* to 0x103f; the type is the subsystem's id */
#define SUBSYSTEM    0x2e
#define TYPES        0x40

/* struct virtio_pci_cap */
#define CAP_LENGTH 2
#define CAP_TYPE   3
#define   COMMON   1
#define   NOTIFY   2
#define   DEVICE   4
#define CAP_BAR    4
#define CAP_OFFSET 8
#define CAP_SIZE   12
#define CAP_NOTIFY_STEP 16

#define MOST_CONFIG 4096
#define MOST_NOTIFY 65536

static struct uc_virtio_pci *devices;

static unsigned type_of(const struct uc_pci *p)
{
	unsigned id;

	if (uc_pci_read16(p, UC_PCI_VENDOR) != VENDOR)
		return 0;
	id = uc_pci_read16(p, UC_PCI_DEVICE);
	if (id >= TRANSITIONAL && id < MODERN)
		return uc_pci_read16(p, SUBSYSTEM);
	return id > MODERN && id < MODERN + TYPES ? id - MODERN : 0;
}

/* Of each kind the first one that can be used counts. */
static void capability(struct uc_virtio_pci *d, unsigned cap)
{
	struct uc_pci *p = &d->pci;
	unsigned bar = uc_pci_read8(p, cap + CAP_BAR);
	uint32_t offset = uc_pci_read32(p, cap + CAP_OFFSET);
	uint32_t size = uc_pci_read32(p, cap + CAP_SIZE);

	switch (uc_pci_read8(p, cap + CAP_TYPE)) {
	case COMMON:
		if (!d->common && size >= sizeof *d->common)
			d->common = uc_pci_map(p, bar, offset, sizeof *d->common);
		break;
	case NOTIFY:
		if (d->notify)
			break;
		d->notify_size = UC_MIN(size, (uint32_t)MOST_NOTIFY);
		d->notify = uc_pci_map(p, bar, offset, d->notify_size);
		d->notify_step = uc_pci_read32(p, cap + CAP_NOTIFY_STEP);
		break;
	case DEVICE:
		if (d->config)
			break;
		d->config_size = UC_MIN(size, (uint32_t)MOST_CONFIG);
		d->config = uc_pci_map(p, bar, offset, d->config_size);
		break;
	}
}

static bool set_up(struct uc_virtio_pci *d)
{
	const struct uc_pci *p = &d->pci;

	for (unsigned cap = 0, n = 0; n < 32 && (cap = uc_pci_capability(p, UC_PCI_CAP_VENDOR, cap)); n++)
		capability(d, cap);
	if (!d->common || !d->notify) {
		uc_printk("virtio %s: has no registers of version 1 (or nobody gave them addresses)\n",
			  d->v.name);
		return false;
	}
	uc_pci_write16(p, UC_PCI_COMMAND,
		       uc_pci_read16(p, UC_PCI_COMMAND) | UC_PCI_MEMORY | UC_PCI_MASTER);
	return true;
}

/* Registers are mapped when the first driver asks for that type. */
static void add(const struct uc_pci *p, unsigned type)
{
	static struct uc_virtio_pci **last = &devices;
	struct uc_virtio_pci *d = uc_zalloc(sizeof *d);

	if (!d)
		return;
	d->v.ops = &uc_virtio_pci_ops;
	d->v.type = type;
	d->pci = *p;
	uc_snprintf(d->v.name, sizeof d->v.name, "pci %02x:%02x.%x", p->bus, p->device, p->function);
	*last = d;
	last = &d->next;
}

static void look(void)
{
	struct uc_pci p;
	unsigned type;

	for (bool first = true; uc_pci_next(&p, first); first = false)
		if ((type = type_of(&p)))
			add(&p, type);
}

static struct uc_virtio *find(unsigned type, unsigned index)
{
	static bool looked;

	if (!looked) {
		looked = true;
		look();
	}
	for (struct uc_virtio_pci *d = devices; d; d = d->next) {
		if (d->v.type != type)
			continue;
		if (!d->common && !set_up(d))
			d->v.type = 0; /* of no use */
		else if (!index--)
			return &d->v;
	}
	return NULL;
}

const struct uc_virtio_transport uc_virtio_pci = {"pci", find};
