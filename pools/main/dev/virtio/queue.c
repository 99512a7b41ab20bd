/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/heap.h>
#include <uc/page.h>
#include <uc/virtio_transport.h>

#define LARGEST 1024

static unsigned order_of(size_t bytes)
{
	unsigned order = 0;

	while ((UC_PAGE_SIZE << order) < bytes)
		order++;
	return order;
}

static void lay_out(struct uc_virtq *q, void *ring, unsigned size)
{
	char *p = ring;

	q->desc = ring;
	q->avail = (void *)(p + size * sizeof *q->desc);
	q->used = (void *)(p + uc_virtq_used_offset(size));
	q->used_event = &q->avail->ring[size];
	q->avail_event = (void *)&q->used->ring[size];
	q->mask = size - 1;
	for (unsigned i = 0; i < size; i++)
		q->slot[i].next = i + 1;
	q->free_count = size;
}

struct uc_virtq *uc_virtq_new(struct uc_virtio *d, unsigned index, unsigned max,
			      uc_irq_fn fn, void *arg)
{
	unsigned size = UC_MIN(UC_MIN(d->ops->queue_max(d, index), max), (unsigned)LARGEST);
	struct uc_virtq *q;
	unsigned order;
	void *ring;

	if (!size)
		return NULL;
	while (size & (size - 1))
		size &= size - 1; /* a power of two */
	order = order_of(uc_virtq_bytes(size));
	q = uc_zalloc(sizeof *q + size * sizeof q->slot[0]);
	ring = uc_page_alloc_zero(order);
	if (!q || !ring)
		goto no;
	lay_out(q, ring, size);
	q->dev = d;
	q->index = index;
	q->event_idx = d->event_idx;
	q->fn = fn;
	q->arg = arg;
	if (!fn)
		uc_virtq_irq_off(q);
	if (d->ops->queue_start(d, q))
		goto no;
	q->next = d->queues;
	d->queues = q;
	return q;
no:
	if (ring)
		uc_page_free(ring, order);
	uc_free(q);
	return NULL;
}
