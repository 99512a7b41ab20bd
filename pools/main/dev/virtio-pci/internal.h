/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_VIRTIO_PCI_INTERNAL_H
#define UC_VIRTIO_PCI_INTERNAL_H
#include <uc/pci.h>
#include <uc/virtio_transport.h>

/* VIRTIO 1.1, 4.1.4.3 */
struct common {
	uint32_t feature_select, feature;
	uint32_t driver_select, driver;
	uint16_t config_vector, queues;
	uint8_t status, generation;
	uint16_t queue, queue_size, queue_vector, queue_enable, queue_notify;
	uint32_t desc[2], avail[2], used[2]; /* written by halves: 4.1.3.1 */
};
#define NO_VECTOR 0xffff

struct uc_virtio_pci {
	struct uc_virtio v;
	struct uc_pci pci;
	volatile struct common *common;
	volatile char *config;
	uint32_t config_size;
	volatile char *notify;
	uint32_t notify_size, notify_step; /* bytes in all, from queue to queue */
	struct uc_pci_msix msix;
	unsigned vectors; /* entries of msix in use */
	struct uc_virtio_pci *next;
};
extern const struct uc_virtio_ops uc_virtio_pci_ops;
#endif
