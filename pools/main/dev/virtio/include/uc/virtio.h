/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Virtio 1.x (OASIS VIRTIO 1.1), split queues. Transports (PCI, MMIO) are members
 * of class "virtio_transport"; drivers ask for devices, nothing is probed that
 * nobody asks for. Everything a device writes is bounded before use.
 */
#ifndef UC_VIRTIO_H
#define UC_VIRTIO_H
#include <uc/arch.h>

#define UC_VIRTIO_NET 1
#define UC_VIRTIO_BLK 2
#define UC_VIRTIO_CONSOLE 3
#define UC_VIRTIO_RNG 4

struct uc_virtio;
struct uc_virtq;
struct uc_virtio_transport {
	const char *name;
	/* The index-th device of the type, not yet claimed: or NULL. */
	struct uc_virtio *(*find)(unsigned type, unsigned index);
};
/* Over all transports; NULL when there is no further one. */
struct uc_virtio *uc_virtio_find(unsigned type, unsigned index);
/* Resets, negotiates wanted & offered (VERSION_1 is required); 0 or -errno. */
int uc_virtio_start(struct uc_virtio *d, uint64_t wanted, uint64_t *got);
void uc_virtio_ready(struct uc_virtio *d); /* DRIVER_OK */
uint8_t uc_virtio_config8(struct uc_virtio *d, unsigned offset);
uint16_t uc_virtio_config16(struct uc_virtio *d, unsigned offset);
uint32_t uc_virtio_config32(struct uc_virtio *d, unsigned offset);
uint64_t uc_virtio_config64(struct uc_virtio *d, unsigned offset);
/* Queue index with at most max descriptors (power of 2); fn runs in interrupt
 * context when the device used buffers. NULL: absent or no memory. */
struct uc_virtq *uc_virtq_new(struct uc_virtio *d, unsigned index, unsigned max,
			      uc_irq_fn fn, void *arg);
struct uc_sg {
	uint64_t pa;
	uint32_t len;
};
/* Adds out device-readable then in device-writable pieces; cookie != NULL comes
 * back. 0 or -ENOSPC. */
int uc_virtq_add(struct uc_virtq *q, const struct uc_sg *sg, unsigned out,
		 unsigned in, void *cookie);
void uc_virtq_kick(struct uc_virtq *q);
/* The next used buffer's cookie and the bytes written (bounded by what was
 * offered), or NULL. */
void *uc_virtq_get(struct uc_virtq *q, uint32_t *len);
/* Interrupt suppression; enable returns true if something is used already. */
void uc_virtq_irq_off(struct uc_virtq *q);
bool uc_virtq_irq_on(struct uc_virtq *q);
unsigned uc_virtq_free(struct uc_virtq *q); /* free descriptors */
#endif
