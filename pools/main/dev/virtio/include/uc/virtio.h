/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Virtio 1.x (OASIS VIRTIO 1.1), split queues. Transports (PCI, MMIO) are members
 * of class "virtio_transport"; drivers ask for devices, nothing is probed that
 * nobody asks for. Everything a device writes is bounded before use; one that
 * breaks the rules is reset, named on the console and answers no more.
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
/* The index-th device of the type over all transports, always the same one;
 * NULL when there is no further one. */
struct uc_virtio *uc_virtio_find(unsigned type, unsigned index);
/* Where it is, for messages: "pci 00:03.0". */
const char *uc_virtio_name(const struct uc_virtio *d);
/*
 * Resets and negotiates: of wanted (bits below 24 and from 64 on are the device
 * type's) and what the core can do, that which is offered. Answers in *got; 0,
 * -ENOTSUP when the device cannot be driven, -EIO when it does not obey.
 */
int uc_virtio_start(struct uc_virtio *d, uint64_t wanted, uint64_t *got);
void uc_virtio_ready(struct uc_virtio *d); /* DRIVER_OK, once queues exist */
/* Resets: memory given to queues is the driver's again. Final. */
void uc_virtio_stop(struct uc_virtio *d);
/* The device was stopped, by the driver or for what it did. The interrupt
 * function of every queue is called once when that happens. */
bool uc_virtio_broken(const struct uc_virtio *d);
/* Says what the device did wrong, and stops it. */
void uc_virtio_fail(struct uc_virtio *d, const char *why);
/* A device from before version 1 (then multi-byte fields are the same on this
 * processor, but the network header is shorter). */
bool uc_virtio_legacy(const struct uc_virtio *d);

/* The device's configuration; wider than 32 bits is read without tearing. */
uint8_t uc_virtio_config8(struct uc_virtio *d, unsigned offset);
uint16_t uc_virtio_config16(struct uc_virtio *d, unsigned offset);
uint32_t uc_virtio_config32(struct uc_virtio *d, unsigned offset);
uint64_t uc_virtio_config64(struct uc_virtio *d, unsigned offset);

/* Queue index with at most max descriptors (power of 2); fn runs in interrupt
 * context when the device used buffers, NULL: never (then interrupts are off).
 * NULL: absent, refused or no memory. */
struct uc_virtq *uc_virtq_new(struct uc_virtio *d, unsigned index, unsigned max,
			      uc_irq_fn fn, void *arg);
/*
 * A queue is not locked: where its interrupt function takes from it, everything
 * else on it runs with interrupts off.
 */
struct uc_sg {
	uint64_t pa;
	uint32_t len;
};
/* Adds out device-readable, then in device-writable pieces (at least one in
 * all) as one buffer; cookie, not NULL, comes back. 0, -ENOSPC, or -EIO when the
 * device is broken. The device learns of it by the kick. */
int uc_virtq_add(struct uc_virtq *q, const struct uc_sg *sg, unsigned out,
		 unsigned in, void *cookie);
void uc_virtq_kick(struct uc_virtq *q);
/* The next used buffer's cookie and the bytes written (at most what the
 * writable pieces hold), or NULL. */
void *uc_virtq_get(struct uc_virtq *q, uint32_t *len);
/* Interrupt suppression; enable returns true if something is used already. */
void uc_virtq_irq_off(struct uc_virtq *q);
bool uc_virtq_irq_on(struct uc_virtq *q);
/* Any buffer that the device still has, which is the caller's then: for use
 * after the device was stopped. NULL: none. */
void *uc_virtq_drain(struct uc_virtq *q);
unsigned uc_virtq_free(struct uc_virtq *q); /* free descriptors */
unsigned uc_virtq_size(struct uc_virtq *q);
#endif
