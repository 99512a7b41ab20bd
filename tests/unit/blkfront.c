/* SPDX-License-Identifier: BSD-3-Clause */
/* Blkfront under a back end that obeys, in any order, under some that take turns, each
 * with other features, and under one that answers anything. What waits runs the back
 * end until it is woken. */
#include "unit.h"
#include "xen_model.h"
#include "../../pools/main/drivers/blkfront/request.c"
#include "../../pools/main/drivers/blkfront/answer.c"
#include "../../pools/main/drivers/blkfront/connect.c"
#include "../../pools/main/drivers/blkfront/recover.c"
#define start start_disk
#include "../../pools/main/drivers/blkfront/blk.c"
#undef start
#include "../../pools/main/dev/block/page.c"
#include "../../pools/main/sched/core/wait.c"
MODEL_NO_STORMS

#define DISK (1 << 20)
static char disk[DISK], model[DISK];
static struct model_back back;
static struct blk *b;
static bool hostile, turns; /* turns: it leaves now and then, and another one comes */
static struct {
	uint64_t order, indirect, persistent, flush, barrier, discard, sectors, readonly;
} offer;
static const uint64_t online = 1;
static bool keeps; /* it does not let go of what it mapped */
static unsigned xen_state, left, stale;
static unsigned fails_at, asked_of_bus; /* which call of the bus's ends with an error */
static int bus(void) { return fails_at && ++asked_of_bus == fails_at ? -ETIMEDOUT : 0; }
static unsigned flushes, discards, indirect, rounds;
static struct uc_thread self;
struct uc_thread *uc_current = &self;
void uc_thread_wake(struct uc_thread *t) { (void)t; }

/* It never left: so it is given up. */
void uc_xenstore_call(struct uc_xenstore_watch *w)
{
	CHECK(w == &b->bus.watch);
	uc_blkfront_gone(b, b->broken);
}
static uint64_t now;
uint64_t uc_monotonic(void) { return now; }

unsigned uc_xenbus_state(struct uc_xenbus *x) { CHECK(x == &b->bus); return xen_state; }
int uc_xenbus_await(struct uc_xenbus *x, unsigned states)
{
	int e = bus();

	CHECK(x == &b->bus);
	if (states == 1 << XenbusStateConnected && !e)
		xen_state = XenbusStateConnected;
	return e;
}
static unsigned gone_from;
void uc_xenbus_leave(struct uc_xenbus *x) { CHECK(x == &b->bus); gone_from++; }
int uc_xenbus_say(struct uc_xenbus *x, unsigned state) { (void)x, (void)state; return bus(); }
/* Disks there are, and those among them that are known as being in use. */
static unsigned disks, disks_found, disks_added;
int uc_xenbus_find(struct uc_xenbus *x, const char *class, unsigned index)
{
	CHECK(!strcmp(class, "vbd"));
	if (index >= disks)
		return -ENODEV;
	b = x->driver;
	x->domain = 5;
	x->id = 51712 + 16 * index;
	disks_found++;
	return 0;
}
void uc_xenbus_forget(struct uc_xenbus *x) { CHECK(disks_found-- && !model_channels); }
static unsigned refused;
void uc_xenbus_refuse(const struct uc_xenbus *x, int e) { (void)x, (void)e; refused++; }
void uc_block_add(struct uc_block *d) { CHECK(d == &b->disk && d->ops && d->size == DISK); disks_added++; }
uint64_t uc_xenbus_number(struct uc_xenbus *x, const char *node, uint64_t max, uint64_t otherwise)
{
	static const struct {
		const char *node;
		const uint64_t *value;
	} nodes[] = {
		{"max-ring-page-order", &offer.order}, {"feature-max-indirect-segments", &offer.indirect},
		{"feature-persistent", &offer.persistent}, {"feature-flush-cache", &offer.flush},
		{"feature-barrier", &offer.barrier}, {"feature-discard", &offer.discard},
		{"sectors", &offer.sectors}, {"info", &offer.readonly},
		{"online", &online},
	};

	(void)x, (void)max;
	/* while this sleeps, the disk is what it was or what it will be */
	if (b->disk.ops) {
		CHECK(b->disk.block == 512 && b->disk.size == DISK && b->disk.pages >= DIRECT);
		CHECK(!b->flush == !b->ops.flush && b->ops.move);
	}
	for (unsigned i = 0; i < UC_ARRAY_SIZE(nodes); i++)
		if (!strcmp(node, nodes[i].node))
			return *nodes[i].value;
	return otherwise;
}
int uc_xenbus_publish(struct uc_xenbus *x, const struct uc_xenbus_value *v, unsigned n)
{
	(void)x, (void)v;
	CHECK(n == (b->ring.order ? 4 : 3) + (1u << b->ring.order));
	back = (struct model_back){.r = &b->ring};
	return bus();
}
bool uc_block_valid(uint64_t block, uint64_t sectors) { return block == 512 && sectors <= DISK / 512; }
int uc_snprintf(char *buf, size_t size, const char *fmt, ...) { (void)size, (void)fmt; *buf = 0; return 0; }

static void transfer(char *page, const struct blkif_request_segment *s, uint64_t *at, bool write)
{
	size_t from = s->first_sect * 512, n = (s->last_sect + 1) * 512 - from;

	CHECK(s->first_sect <= s->last_sect && s->last_sect < 8 && *at + n <= DISK);
	memcpy(write ? disk + *at : page + from, write ? page + from : disk + *at, n);
	*at += n;
}

static void serve(const union blkif_sring_entry *q)
{
	const struct blkif_request_indirect *i = (const void *)&q->req;
	const struct blkif_request_segment *seg = q->req.seg;
	struct blkif_response a = {.id = q->req.id, .operation = q->req.operation};
	unsigned op = q->req.operation, n = q->req.nr_segments;
	uint64_t at = q->req.sector_number * 512;

	if (op == BLKIF_OP_INDIRECT) {
		seg = (void *)model_map(i->indirect_grefs[0], false);
		CHECK(seg && !model_map(i->indirect_grefs[0], true) == !b->persistent && i->nr_segments > 11);
		op = i->indirect_op;
		n = i->nr_segments;
		at = i->sector_number * 512;
		indirect++;
	}
	flushes += op == BLKIF_OP_FLUSH_DISKCACHE;
	discards += op == BLKIF_OP_DISCARD;
	CHECK(n <= b->disk.pages && (op != BLKIF_OP_DISCARD || b->ops.discard));
	if (op == BLKIF_OP_WRITE_BARRIER || op == BLKIF_OP_FLUSH_DISKCACHE)
		CHECK(op == b->flush);
	CHECK(op == BLKIF_OP_FLUSH_DISKCACHE || op == BLKIF_OP_WRITE_BARRIER ? !n : op == BLKIF_OP_DISCARD || (n && n <= UC_BLOCK_PAGES && op <= BLKIF_OP_WRITE));
	for (unsigned k = 0; k < n && op <= BLKIF_OP_WRITE; k++) {
		char *page = model_map(seg[k].gref, op == BLKIF_OP_READ);

		CHECK(page);
		if (keeps)
			model_pin(seg[k].gref, GTF_writing);
		transfer(page, &seg[k], &at, op == BLKIF_OP_WRITE);
	}
	if (op == BLKIF_OP_FLUSH_DISKCACHE && !turns)
		a.status = BLKIF_RSP_EOPNOTSUPP;
	model_answer(&back, &a, sizeof a);
}

static void misbehave(const union blkif_sring_entry *q)
{
	struct blkif_response a = {.id = q->req.id, .status = unit_random()};
	unsigned ref = 8 + unit_random() % 100;

	switch (unit_random() % 6) {
	case 0: a.id = unit_random(); break;
	case 1: a.id = unit_random() % 64; break;
	case 2: back.r->shared->rsp_prod = unit_random(); return;
	case 3: ((char *)back.r->shared)[unit_random() % UC_PAGE_SIZE] = unit_random(); break;
	case 4:
		model_pin(ref, GTF_writing);
		break;
	}
	model_answer(&back, &a, sizeof a);
}

/* The back end goes, with what it has done and not answered, and another one is there. */
static void take_turns(void)
{
	union blkif_sring_entry q;

	for (unsigned n = unit_random() % 3; n && model_request(&back, &q, sizeof q); n--)
		serve(&q);
	left++;
	offer.order = unit_random() % 4;
	offer.indirect = unit_random() % 2 ? unit_random() % 40 : 0;
	offer.persistent = unit_random() % 2;
	offer.flush = unit_random() % 2;
	offer.barrier = unit_random() % 2;
	offer.discard = unit_random() % 2;
	if (!keeps)
		model_unpin(1);
	xen_state = XenbusStateClosed;
	uc_blkfront_changed(&b->bus);
	xen_state = XenbusStateInitWait;
	uc_blkfront_changed(&b->bus);
}

int uc_sleep(uint64_t deadline, bool interruptible)
{
	union blkif_sring_entry q;

	CHECK(!interruptible && (deadline == UINT64_MAX || b->away));
	if (deadline != UINT64_MAX) {
		now = deadline;
		return -ETIMEDOUT;
	}
	if (turns && unit_random() % 8 == 0) {
		take_turns();
		return 0; /* whoever waits is to ask again */
	}
	while (model_request(&back, &q, sizeof q)) {
		if (hostile && unit_random() % 4 == 0)
			misbehave(&q);
		else if (!hostile)
			serve(&q);
		else {
			struct blkif_response a = {.id = q.req.id};

			model_answer(&back, &a, sizeof a);
		}
	}
	CHECK(!model_masked || b->gone || b->broken);
	uc_blkfront_interrupt(b);
	if (hostile && ++rounds > 50) { /* it says nothing for ever: taken away */
		uc_blkfront_gone(b, NULL);
		rounds = 0;
	}
	return 0;
}

static struct uc_block_page *pages_[64];

static void make_disk(bool persistent)
{
	b = uc_zalloc(sizeof *b);
	b->bus.domain = 5;
	b->bus.driver = b;
	b->port = uc_evtchn_alloc(5);
	b->disk.size = DISK;
	b->disk.block = 512;
	b->disk.pages = UC_BLOCK_PAGES;
	b->persistent = persistent;
	b->flush = BLKIF_OP_FLUSH_DISKCACHE;
	b->ops.move = uc_blkfront_move;
	b->ops.flush = uc_blkfront_flush;
	b->ops.discard = uc_blkfront_discard;
	b->disk.ops = &b->ops;
	offer.sectors = DISK / 512;
	offer.readonly = 0;
	xen_state = XenbusStateConnected;
	uc_waitq_init(&b->room);
	/* rings of one page, and of more */
	CHECK(!uc_xen_ring_new(&b->ring, 5, persistent ? ORDER : 0, sizeof(union blkif_sring_entry)));
	b->slots = b->ring.mask + 1;
	CHECK(b->slots == (persistent ? SLOTS : 32));
	for (unsigned i = 0; i < b->slots; i++)
		b->free[b->free_count++] = i;
	back = (struct model_back){.r = &b->ring};
	model_masked = true;
	complaints = rounds = 0;
	for (unsigned i = 0; i < 64; i++)
		CHECK((pages_[i] = uc_block_page_get(&b->disk)));
}

static int some_request(void)
{
	struct uc_block_page *page[UC_BLOCK_PAGES];
	unsigned n = 1 + unit_random() % UC_BLOCK_PAGES, at, first_page = unit_random() % 32;
	size_t len = n * UC_PAGE_SIZE - unit_random() % 8 * 512;
	bool write = unit_random() % 2;
	int e;

	at = unit_random() % ((DISK - len) / 512 + 1);
	for (unsigned i = 0; i < n; i++) {
		page[i] = pages_[first_page + i];
		for (unsigned k = 0; write && k < UC_PAGE_SIZE; k += 8)
			*(uint64_t *)((char *)page[i]->data + k) = unit_random();
	}
	e = uc_blkfront_move(&b->disk, write, at, page, len);
	for (size_t i = 0; i < len && !e && !hostile && !keeps; i += UC_PAGE_SIZE) {
		size_t k = UC_MIN(len - i, UC_PAGE_SIZE);

		if (write)
			memcpy(model + at * 512 + i, page[i / UC_PAGE_SIZE]->data, k);
		CHECK(!memcmp(model + at * 512 + i, page[i / UC_PAGE_SIZE]->data, k));
	}
	return e;
}

static void drop_disk(void)
{
	for (unsigned i = 0; i < 64; i++)
		if (uc_blkfront_forget(&b->disk, pages_[i]))
			uc_page_free(pages_[i]->data, 0); /* which checks */
		else
			CHECK(hostile || keeps);
	uc_xen_ring_drop(&b->ring);
	model_reset();
}

/* Back ends that differ in all that may differ. */
static void others(void)
{
	unsigned flushed = 0, refused = 0, discarded = 0;

	turns = true;
	make_disk(false);
	for (unsigned i = 0; i < 6000; i++) {
		uint8_t op;
		int e;

		CHECK(!some_request());
		op = b->flush;
		e = b->ops.flush ? b->ops.flush(&b->disk) : 0;
		CHECK(!e || (e == -EIO && op && !b->flush)); /* it went, and no other can do it */
		flushed += op && !e;
		refused += e == -EIO;
		e = b->ops.discard ? b->ops.discard(&b->disk, 8, 16) : 0;
		CHECK(!e || (e == -EOPNOTSUPP && !b->ops.discard));
		discarded += !!e;
		CHECK(model_masked && b->free_count == b->slots && b->slots == UC_MIN(32u << offer.order, 128u));
	}
	CHECK(left > 2000 && flushed > 1000 && refused > 10 && discarded > 10);
	CHECK(!memcmp(model, disk, DISK) && !complaints && !b->gone);
	/* one that only reads */
	offer.readonly = VDISK_READONLY;
	take_turns();
	for (unsigned i = 0, e; i < 20; i++)
		CHECK(!(e = -some_request()) || e == EROFS);
	CHECK(!memcmp(model, disk, DISK));
	/* another disk */
	offer.sectors--;
	gone_from = 0;
	take_turns();
	CHECK(b->gone && complaints == 1 && some_request() == -EIO && b->disk.size == DISK);
	/* it is waited for once, by the disk that was there before; then it lets go when it likes */
	CHECK(gone_from == 1 && b->ring.shared && model_channels == 1);
	xen_state = XenbusStateClosing;
	uc_blkfront_changed(&b->bus);
	CHECK(gone_from == 1 && b->ring.shared && model_channels == 1);
	xen_state = XenbusStateClosed;
	uc_blkfront_changed(&b->bus);
	CHECK(gone_from == 1 && !b->ring.shared && !model_channels);
	drop_disk();

	/* one that goes with pages in its hands, which are not given to the next */
	for (unsigned i = 0; i < 200; i++) {
		keeps = true;
		make_disk(i % 2);
		left = 0;
		while (!b->gone)
			some_request();
		CHECK(complaints == 1);
		stale += left;
		drop_disk();
		keeps = false;
	}
	CHECK(stale > 50);

	/* one that does not come back */
	make_disk(true);
	turns = false;
	now = 5;
	b->away = true;
	b->until = now + PATIENCE;
	CHECK(some_request() == -EIO && now == 5 + PATIENCE && b->gone);
	drop_disk();
}

/* Whatever goes wrong at first, nothing is left of a disk, and the next one is used. */
static void fail_to_start(void)
{
	unsigned steps = 5;

	offer.sectors = DISK / 512;
	disks = 2;
	for (unsigned order = 0; order < 3; order++)
		for (fails_at = 1; fails_at <= steps; fails_at++) {
			offer.order = order;
			asked_of_bus = gone_from = disks_added = refused = 0;
			probe();
			CHECK(refused == 1 && disks_added == 1 && disks_found == 1 && model_channels == 1);
			CHECK(gone_from == (fails_at > 1) && b->bus.id == 51728);
			uc_xen_ring_drop(&b->ring);
			uc_evtchn_close(b->port);
			uc_free(b);
			disks_found = 0;
			CHECK(model_empty());
		}
	fails_at = 0;
	offer.order = 0;
	offer.sectors = 0; /* it is connected, and makes no sense */
	refused = gone_from = 0;
	probe();
	CHECK(refused == 2 && gone_from == 2 && !disks_found && model_empty());
	model_reset();
}

int main(void)
{
	unsigned stopped = 0;

	fail_to_start();

	for (unsigned persistent = 0; persistent < 2; persistent++) {
		make_disk(persistent);
		for (unsigned i = 0; i < 4000; i++) {
			CHECK(!some_request());
			CHECK(model_masked && b->free_count == b->slots);
		}
		CHECK(uc_blkfront_flush(&b->disk) == -EOPNOTSUPP && !uc_blkfront_discard(&b->disk, 8, 16));
		CHECK(!memcmp(model, disk, DISK) && indirect > 1000 && flushes && discards && !complaints && !b->gone);
		for (unsigned i = 0; i < 64 && !persistent; i++)
			CHECK(!model_granted(pages_[i]->data));
		drop_disk();
	}
	others();
	hostile = true;
	for (unsigned i = 0; i < 2000; i++) {
		make_disk(i % 2);
		for (unsigned k = 0; k < 10; k++)
			some_request();
		CHECK(complaints <= 1 && complaints <= b->gone);
		stopped += b->gone;
		CHECK(!b->gone || some_request() == -EIO);
		drop_disk();
	}
	CHECK(stopped > 1000);
	printf("ok blkfront\n");
	return 0;
}
