/* SPDX-License-Identifier: BSD-3-Clause */
/* Virtqueues under a device that obeys, and under one that writes anything. */
#include "unit.h"
static inline void uc_barrier(void) { __asm__ volatile("" ::: "memory"); }
static inline uint64_t uc_phys(const void *p) { return (uintptr_t)p; }
#include "../../pools/main/dev/virtio/ring.c"
#include "../../pools/main/dev/virtio/queue.c"
#include "../../pools/main/dev/virtio/device.c"

void *aligned_alloc(size_t, size_t);
void *calloc(size_t, size_t);
void free(void *);
void *uc_zalloc(size_t n) { return calloc(1, n); }
void uc_free(void *p) { free(p); }
void uc_page_free(void *p, unsigned order) { (void)order; free(p); }
void *uc_page_alloc_zero(unsigned order)
{
	/* exactly what the rings need, so that the sanitizer sees each byte more */
	void *p = aligned_alloc(UC_PAGE_SIZE, UC_PAGE_SIZE << order);

	return memset(p, 0, UC_PAGE_SIZE << order);
}
static unsigned complaints;
void uc_printk(const char *fmt, ...) { (void)fmt; complaints++; }

static uint8_t device_status;
static unsigned queue_max;
static uint64_t offered;
static uint8_t status(struct uc_virtio *d) { (void)d; return device_status; }
static void set_status(struct uc_virtio *d, uint8_t s) { (void)d; device_status = s; }
static uint64_t features(struct uc_virtio *d) { (void)d; return offered; }
static void set_features(struct uc_virtio *d, uint64_t f) { (void)d, (void)f; }
static unsigned q_max(struct uc_virtio *d, unsigned i) { (void)d; return i ? 0 : queue_max; }
static int q_start(struct uc_virtio *d, struct uc_virtq *q)
{
	static uint32_t doorbell;

	(void)d;
	q->notify = &doorbell;
	return 0;
}
static const struct uc_virtio_ops ops = {
	.status = status, .set_status = set_status, .features = features,
	.set_features = set_features, .queue_max = q_max, .queue_start = q_start,
};

static struct buffer {
	bool out; /* the device has it */
	uint32_t room;
	unsigned count;
} buffers[4096];
static unsigned interrupts, outstanding;
static void interrupt(void *arg) { (void)arg; interrupts++; }

static struct uc_virtq *make(struct uc_virtio *d, bool events)
{
	uint64_t got;

	*d = (struct uc_virtio){.ops = &ops, .name = "model"};
	offered = F_VERSION_1 | (events ? F_EVENT_IDX : 0) | 0xffff;
	CHECK(!uc_virtio_start(d, 5, &got) && (got & 0xffff) == 5 && d->event_idx == events);
	memset(buffers, 0, sizeof buffers);
	outstanding = 0;
	return uc_virtq_new(d, 0, 256, interrupt, NULL);
}

static void drop(struct uc_virtq *q)
{
	free(q->desc);
	free(q);
}

static void add_some(struct uc_virtq *q)
{
	struct uc_sg sg[5];
	unsigned n = 1 + unit_random() % 5, out = unit_random() % (n + 1), i;
	struct buffer *b;

	for (i = unit_random() % 4096; buffers[i].out; i = (i + 1) % 4096)
		;
	b = &buffers[i];
	b->room = 0;
	for (unsigned k = 0; k < n; k++) {
		sg[k] = (struct uc_sg){0x1000 * i + k, 1 + unit_random() % 5000};
		if (k >= out)
			b->room += sg[k].len;
	}
	unsigned had = uc_virtq_free(q);
	int r = uc_virtq_add(q, sg, out, n - out, b);
	CHECK(r == (q->dev->broken && n <= had ? -EIO : n > had ? -ENOSPC : 0));
	if (r)
		return;
	CHECK(uc_virtq_free(q) == had - n);
	b->out = true;
	b->count = n;
	outstanding++;
}

static bool get_one(struct uc_virtq *q)
{
	unsigned had = uc_virtq_free(q);
	uint32_t len = 0;
	struct buffer *b = uc_virtq_get(q, &len);

	if (!b)
		return false;
	CHECK(b >= buffers && b < buffers + 4096 && b->out && len <= b->room);
	CHECK(uc_virtq_free(q) == had + b->count);
	b->out = false;
	outstanding--;
	return true;
}

/* Walks the chain as a device does, and checks it. */
static void obey(struct uc_virtq *q, uint16_t *seen)
{
	while (*seen != q->avail->idx) {
		unsigned head = q->avail->ring[*seen & q->mask], at = head, n = 1;
		uint32_t room = 0;
		bool in = false;

		CHECK(head <= q->mask);
		for (;; at = q->desc[at].next, n++) {
			bool w = q->desc[at].flags & UC_VIRTQ_WRITE;

			CHECK(n <= 5 && at <= q->mask && (w || !in));
			in = w;
			room += w ? q->desc[at].len : 0;
			if (!(q->desc[at].flags & UC_VIRTQ_NEXT))
				break;
		}
		struct buffer *b = &buffers[q->desc[head].addr / 0x1000];
		CHECK(b->out && b->count == n && b->room == room);
		uint16_t to = q->used->idx;
		q->used->ring[to & q->mask].id = head;
		q->used->ring[to & q->mask].len = room + unit_random() % 2;
		q->used->idx = to + 1;
		if (q->event_idx)
			*q->avail_event = *seen + 1;
		(*seen)++;
		if (unit_random() % 3 == 0)
			break;
	}
}

static void test_obedient(bool events, unsigned max)
{
	struct uc_virtio d;
	struct uc_virtq *q;
	uint16_t seen = 0;

	queue_max = max;
	q = make(&d, events);
	CHECK(q && uc_virtq_size(q) == (max >= 256 ? 256 : max & -max ? 1u << (31 - __builtin_clz(max)) : 0));
	for (unsigned i = 0; i < 200000; i++) {
		unsigned what = unit_random() % 3;

		if (what == 0)
			add_some(q);
		else if (what == 1)
			uc_virtq_kick(q), obey(q, &seen);
		else if (unit_random() % 2)
			get_one(q);
		else
			while (get_one(q))
				;
		if (unit_random() % 50 == 0)
			uc_virtq_irq_off(q);
		if (unit_random() % 50 == 0)
			CHECK(uc_virtq_irq_on(q) == (q->used->idx != q->seen));
	}
	while (seen != q->avail->idx)
		obey(q, &seen);
	while (get_one(q))
		;
	CHECK(!outstanding && uc_virtq_free(q) == uc_virtq_size(q) && !d.broken && !complaints);
	drop(q);
}

/* Any byte of what a device may write; sometimes something plausible. */
static void misbehave(struct uc_virtq *q)
{
	switch (unit_random() % 6) {
	case 0:
		q->used->idx = unit_random();
		break;
	case 1:
		q->used->ring[unit_random() & q->mask].id = unit_random();
		break;
	case 2:
		q->used->ring[unit_random() & q->mask].len = unit_random();
		break;
	case 3:
		q->used->flags = unit_random();
		*q->avail_event = unit_random();
		break;
	case 4:
		q->used->ring[q->used->idx & q->mask].id = unit_random() % (q->mask + 2u);
		q->used->idx++;
		break;
	case 5: /* the table is not its to write: it must not matter to us */
		q->desc[unit_random() & q->mask].next = unit_random();
		q->desc[unit_random() & q->mask].flags = unit_random();
		break;
	}
}

static void test_hostile(void)
{
	unsigned stopped = 0;

	for (unsigned run = 0; run < 3000; run++) {
		struct uc_virtio d;
		struct uc_virtq *q;
		uint16_t seen = 0;
		unsigned left = 0;

		queue_max = 1u << unit_random() % 9;
		q = make(&d, run & 1);
		complaints = interrupts = 0;
		for (unsigned i = 0; i < 200; i++) {
			add_some(q);
			uc_virtq_kick(q);
			if (i < run % 30)
				obey(q, &seen); /* at first */
			else if (unit_random() % 4 == 0)
				misbehave(q);
			get_one(q);
			uc_virtq_irq_on(q);
			uc_virtq_irq_off(q);
		}
		if (d.broken) {
			stopped++; /* at once, with one message, and for good */
			CHECK(complaints == 1 && interrupts == 1 && device_status == 0);
			CHECK(!get_one(q));
		}
		uc_virtio_stop(&d);
		for (struct buffer *b; (b = uc_virtq_drain(q)); left++) {
			CHECK(b->out);
			b->out = false;
		}
		CHECK(left == outstanding && uc_virtq_free(q) == uc_virtq_size(q));
		drop(q);
	}
	CHECK(stopped > 1000);
}

/* Who kicks: only what the device has not said it knows. */
static void test_kicks(void)
{
	struct uc_sg sg = {0, 1};
	struct uc_virtio d;
	struct uc_virtq *q;
	volatile uint32_t bell;

	queue_max = 8;
	q = make(&d, true);
	q->notify = &bell;
	bell = 7;
	uc_virtq_kick(q);
	CHECK(bell == 7); /* nothing was added */
	CHECK(!uc_virtq_add(q, &sg, 1, 0, &d));
	uc_virtq_kick(q);
	CHECK(bell == 0);
	bell = 7;
	*q->avail_event = 3; /* tell me when the fourth is there */
	CHECK(!uc_virtq_add(q, &sg, 1, 0, &d) && !uc_virtq_add(q, &sg, 1, 0, &d));
	uc_virtq_kick(q);
	CHECK(bell == 7);
	CHECK(!uc_virtq_add(q, &sg, 1, 0, &d));
	uc_virtq_kick(q);
	CHECK(bell == 0);
	drop(q);
}

int main(void)
{
	struct uc_virtio d;

	for (unsigned max = 1; max <= 512; max = max * 3 / 2 + 1)
		test_obedient(max & 1, max);
	queue_max = 0;
	CHECK(!make(&d, false));
	test_kicks();
	test_hostile();
	printf("ok virtqueue\n");
	return 0;
}
