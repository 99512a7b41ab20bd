/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

static struct uc_virtio_pci *of(struct uc_virtio *v)
{
	return UC_CONTAINER(v, struct uc_virtio_pci, v);
}

static uint8_t status(struct uc_virtio *v)
{
	return of(v)->common->status;
}

static void set_status(struct uc_virtio *v, uint8_t s)
{
	of(v)->common->status = s;
}

static uint64_t features(struct uc_virtio *v)
{
	volatile struct common *c = of(v)->common;
	uint64_t f;

	c->feature_select = 1;
	f = (uint64_t)c->feature << 32;
	c->feature_select = 0;
	return f | c->feature;
}

static void set_features(struct uc_virtio *v, uint64_t f)
{
	volatile struct common *c = of(v)->common;

	c->driver_select = 0;
	c->driver = f;
	c->driver_select = 1;
	c->driver = f >> 32;
}

static uint32_t config(struct uc_virtio *v, unsigned offset, unsigned n)
{
	struct uc_virtio_pci *d = of(v);
	volatile char *p = d->config + offset;

	if (!d->config || d->config_size < offset + n)
		return 0;
	return n == 1 ? *(volatile uint8_t *)p
	     : n == 2 ? *(volatile uint16_t *)p
		      : *(volatile uint32_t *)p;
}

static uint32_t generation(struct uc_virtio *v)
{
	return of(v)->common->generation;
}

static unsigned queue_max(struct uc_virtio *v, unsigned index)
{
	volatile struct common *c = of(v)->common;

	if (index >= c->queues)
		return 0;
	c->queue = index;
	return c->queue_enable ? 0 : c->queue_size;
}

/* Each queue has a vector of its own; when they are used up, the rest share
 * the last. */
static void interrupt(void *arg)
{
	struct uc_virtio_pci *d = arg;

	uc_virtio_used(&d->v);
}

static int give_vector(struct uc_virtio_pci *d, struct uc_virtq *q)
{
	bool shared;
	int vector;

	if (!d->msix.table && uc_pci_msix_init(&d->pci, &d->msix)) {
		uc_printk("virtio %s: has no message-signalled interrupts\n", d->v.name);
		return -ENODEV;
	}
	shared = d->vectors + 1 >= d->msix.count;
	if (d->vectors == d->msix.count) {
		d->common->queue_vector = d->vectors - 1;
	} else {
		vector = shared ? uc_vector_alloc(interrupt, d)
				: uc_vector_alloc(q->fn, q->arg);
		if (vector < 0)
			return vector;
		uc_pci_msix_set(&d->msix, d->vectors, vector);
		d->common->queue_vector = d->vectors++;
	}
	return d->common->queue_vector == NO_VECTOR ? -EBUSY : 0;
}

static void address(volatile uint32_t reg[2], volatile void *p)
{
	uint64_t pa = uc_phys((const void *)p);

	reg[0] = pa;
	reg[1] = pa >> 32;
}

static int queue_start(struct uc_virtio *v, struct uc_virtq *q)
{
	struct uc_virtio_pci *d = of(v);
	volatile struct common *c = d->common;
	uint64_t at;
	int r;

	c->queue = q->index;
	at = (uint64_t)c->queue_notify * d->notify_step;
	if (at + 2 > d->notify_size)
		return -EINVAL;
	q->notify = d->notify + at;
	q->notify16 = true;
	if (q->fn) {
		r = give_vector(d, q);
		if (r)
			return r;
	} else {
		c->queue_vector = NO_VECTOR;
	}
	c->queue_size = q->mask + 1u;
	address(c->desc, q->desc);
	address(c->avail, q->avail);
	address(c->used, q->used);
	c->queue_enable = 1;
	return 0;
}

const struct uc_virtio_ops uc_virtio_pci_ops = {
	.status = status,
	.set_status = set_status,
	.features = features,
	.set_features = set_features,
	.config = config,
	.generation = generation,
	.queue_max = queue_max,
	.queue_start = queue_start,
};
