/* SPDX-License-Identifier: BSD-3-Clause */
/* The part of a queue that runs for every buffer: VIRTIO 1.1, 2.6. */
#include <uc/virtio_transport.h>

#define USED_NO_NOTIFY     1
#define AVAIL_NO_INTERRUPT 1

int uc_virtq_add(struct uc_virtq *q, const struct uc_sg *sg, unsigned out,
		 unsigned in, void *cookie)
{
	unsigned n = out + in, head = q->free, at = head;
	struct uc_virtq_slot *s = &q->slot[head];
	uint32_t room = 0;

	if (uc_unlikely(n > q->free_count || !n))
		return -ENOSPC;
	if (uc_unlikely(q->dev->broken))
		return -EIO;
	for (unsigned i = 0;; i++) {
		struct uc_virtq_desc *d = &q->desc[at];

		d->addr = sg[i].pa;
		d->len = sg[i].len;
		d->flags = i >= out ? UC_VIRTQ_WRITE : 0;
		if (i >= out)
			room += sg[i].len;
		if (i == n - 1)
			break;
		d->flags |= UC_VIRTQ_NEXT;
		at = d->next = q->slot[at].next;
	}
	q->free = q->slot[at].next;
	q->free_count -= n;
	q->pending++;
	s->cookie = cookie;
	s->room = room;
	s->count = n;
	s->last = at;
	q->avail->ring[q->added & q->mask] = head;
	uc_barrier();
	q->avail->idx = ++q->added;
	return 0;
}

void uc_virtq_kick(struct uc_virtq *q)
{
	uint16_t new = q->added, old = q->kicked;

	if (new == old || q->dev->broken)
		return;
	q->kicked = new;
	/* the device writes its wish, then reads avail->idx: so we the other
	 * way round, and processors may not swap a store with a later load */
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	if (q->event_idx ? (uint16_t)(new - *q->avail_event - 1) >= (uint16_t)(new - old)
			 : q->used->flags & USED_NO_NOTIFY)
		return;
	if (q->notify16)
		*(volatile uint16_t *)q->notify = q->index;
	else
		*(volatile uint32_t *)q->notify = q->index;
}

static void *release(struct uc_virtq *q, unsigned head)
{
	struct uc_virtq_slot *s = &q->slot[head];
	void *cookie = s->cookie;

	s->cookie = NULL;
	q->slot[s->last].next = q->free;
	q->free = head;
	q->free_count += s->count;
	q->pending--;
	return cookie;
}

void *uc_virtq_get(struct uc_virtq *q, uint32_t *len)
{
	uint16_t ahead = q->used->idx - q->seen;
	volatile struct uc_virtq_elem *e = &q->used->ring[q->seen & q->mask];
	uint32_t id, n;

	if (!ahead || q->dev->broken)
		return NULL;
	uc_barrier();
	id = e->id;
	n = e->len;
	if (uc_unlikely(ahead > q->pending)) {
		uc_virtio_fail(q->dev, "used more buffers than it was given");
		return NULL;
	}
	if (uc_unlikely(id > q->mask || !q->slot[id].cookie)) {
		uc_virtio_fail(q->dev, "used a buffer that it was not given");
		return NULL;
	}
	q->seen++;
	if (len)
		*len = UC_MIN(n, q->slot[id].room);
	return release(q, id);
}

void *uc_virtq_drain(struct uc_virtq *q)
{
	for (unsigned i = 0; q->pending && i <= q->mask; i++)
		if (q->slot[i].cookie)
			return release(q, i);
	return NULL;
}

/* With events on, an index that was passed keeps the device quiet; should it
 * come round again, one interrupt too many is harmless. */
void uc_virtq_irq_off(struct uc_virtq *q)
{
	if (q->event_idx)
		*q->used_event = q->seen - 1;
	else
		q->avail->flags = AVAIL_NO_INTERRUPT;
}

bool uc_virtq_irq_on(struct uc_virtq *q)
{
	if (q->event_idx)
		*q->used_event = q->seen;
	else
		q->avail->flags = 0;
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	return q->used->idx != q->seen;
}

unsigned uc_virtq_free(struct uc_virtq *q)
{
	return q->free_count;
}

unsigned uc_virtq_size(struct uc_virtq *q)
{
	return q->mask + 1u;
}
