/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_VIRTIO_MMIO_INTERNAL_H
#define UC_VIRTIO_MMIO_INTERNAL_H
#include <uc/virtio_transport.h>

/* Registers: VIRTIO 1.1, 4.2.2; those of version 1: 4.2.4. */
#define R_MAGIC          0x000
#define   MAGIC          0x74726976
#define R_VERSION        0x004
#define R_DEVICE         0x008
#define R_FEATURES       0x010
#define R_FEATURES_SEL   0x014
#define R_DRIVER         0x020
#define R_DRIVER_SEL     0x024
#define R_PAGE_SIZE      0x028 /* version 1 */
#define R_QUEUE_SEL      0x030
#define R_QUEUE_MAX      0x034
#define R_QUEUE_NUM      0x038
#define R_QUEUE_ALIGN    0x03c /* version 1 */
#define R_QUEUE_PFN      0x040 /* version 1 */
#define R_QUEUE_READY    0x044
#define R_QUEUE_NOTIFY   0x050
#define R_IRQ_STATUS     0x060
#define R_IRQ_ACK        0x064
#define R_STATUS         0x070
#define R_QUEUE_DESC     0x080
#define R_QUEUE_AVAIL    0x090
#define R_QUEUE_USED     0x0a0
#define R_GENERATION     0x0fc
#define R_CONFIG         0x100
#define SIZE_LEAST       0x100

struct uc_virtio_mmio {
	struct uc_virtio v;
	uint64_t address;
	volatile char *regs;
	uint32_t size; /* bytes of registers, at least SIZE_LEAST */
	unsigned gsi;
	struct uc_virtio_mmio *next;
};
extern const struct uc_virtio_ops uc_virtio_mmio_ops;

static inline uint32_t rd(struct uc_virtio_mmio *m, unsigned reg)
{
	return *(volatile uint32_t *)(m->regs + reg);
}
static inline void wr(struct uc_virtio_mmio *m, unsigned reg, uint32_t v)
{
	*(volatile uint32_t *)(m->regs + reg) = v;
}
#endif
