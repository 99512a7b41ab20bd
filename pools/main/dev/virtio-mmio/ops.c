/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/plat.h>
#include "internal.h"

static struct uc_virtio_mmio *of(struct uc_virtio *v)
{
	return UC_CONTAINER(v, struct uc_virtio_mmio, v);
}

static uint8_t status(struct uc_virtio *v)
{
	return rd(of(v), R_STATUS);
}

static void set_status(struct uc_virtio *v, uint8_t s)
{
	wr(of(v), R_STATUS, s);
}

static uint64_t features(struct uc_virtio *v)
{
	struct uc_virtio_mmio *m = of(v);
	uint64_t f = 0;

	if (!v->legacy) {
		wr(m, R_FEATURES_SEL, 1);
		f = (uint64_t)rd(m, R_FEATURES) << 32;
	}
	wr(m, R_FEATURES_SEL, 0);
	return f | rd(m, R_FEATURES);
}

static void set_features(struct uc_virtio *v, uint64_t f)
{
	struct uc_virtio_mmio *m = of(v);

	wr(m, R_DRIVER_SEL, 0);
	wr(m, R_DRIVER, f);
	if (v->legacy) {
		wr(m, R_PAGE_SIZE, UC_VIRTQ_ALIGN);
		return;
	}
	wr(m, R_DRIVER_SEL, 1);
	wr(m, R_DRIVER, f >> 32);
}

static uint32_t config(struct uc_virtio *v, unsigned offset, unsigned n)
{
	struct uc_virtio_mmio *m = of(v);
	volatile char *p = m->regs + R_CONFIG + offset;

	if (m->size - R_CONFIG < offset + n)
		return 0;
	return n == 1 ? *(volatile uint8_t *)p
	     : n == 2 ? *(volatile uint16_t *)p
		      : *(volatile uint32_t *)p;
}

static uint32_t generation(struct uc_virtio *v)
{
	return v->legacy ? 0 : rd(of(v), R_GENERATION);
}

static unsigned queue_max(struct uc_virtio *v, unsigned index)
{
	struct uc_virtio_mmio *m = of(v);

	wr(m, R_QUEUE_SEL, index);
	if (rd(m, v->legacy ? R_QUEUE_PFN : R_QUEUE_READY))
		return 0; /* in use */
	return rd(m, R_QUEUE_MAX);
}

static void interrupt(void *arg)
{
	struct uc_virtio_mmio *m = arg;
	uint32_t s = rd(m, R_IRQ_STATUS);

	/* before looking, so that what comes meanwhile interrupts anew */
	wr(m, R_IRQ_ACK, s);
	if (s & 1)
		uc_virtio_used(&m->v);
}

/* One interrupt serves all queues. It is edge-triggered: hypervisors without
 * a level (irqfd) only ever pulse it, and for others acknowledging lowers it. */
static int route(struct uc_virtio_mmio *m)
{
	int r, vector;

	if (m->v.irq_routed)
		return 0;
	vector = uc_vector_alloc(interrupt, m);
	if (vector < 0)
		return vector;
	r = uc_plat_irq_route(m->gsi, vector, 0);
	if (r)
		uc_printk("virtio %s: no interrupt %u\n", m->v.name, m->gsi);
	m->v.irq_routed = !r;
	return r;
}

static void address(struct uc_virtio_mmio *m, unsigned reg, volatile void *p)
{
	uint64_t pa = uc_phys((const void *)p);

	wr(m, reg, pa);
	wr(m, reg + 4, pa >> 32);
}

static int queue_start(struct uc_virtio *v, struct uc_virtq *q)
{
	struct uc_virtio_mmio *m = of(v);
	uint64_t pfn = uc_phys(q->desc) / UC_VIRTQ_ALIGN;
	int r = q->fn ? route(m) : 0;

	if (r)
		return r;
	if (v->legacy && pfn >> 32)
		return -ENOMEM;
	q->notify = m->regs + R_QUEUE_NOTIFY;
	wr(m, R_QUEUE_SEL, q->index);
	wr(m, R_QUEUE_NUM, q->mask + 1u);
	if (v->legacy) {
		wr(m, R_QUEUE_ALIGN, UC_VIRTQ_ALIGN);
		wr(m, R_QUEUE_PFN, pfn);
		return 0;
	}
	address(m, R_QUEUE_DESC, q->desc);
	address(m, R_QUEUE_AVAIL, q->avail);
	address(m, R_QUEUE_USED, q->used);
	wr(m, R_QUEUE_READY, 1);
	return 0;
}

const struct uc_virtio_ops uc_virtio_mmio_ops = {
	.status = status,
	.set_status = set_status,
	.features = features,
	.set_features = set_features,
	.config = config,
	.generation = generation,
	.queue_max = queue_max,
	.queue_start = queue_start,
};
