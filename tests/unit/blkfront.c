/* SPDX-License-Identifier: BSD-3-Clause */
/* Blkfront under a back end that obeys, in any order, and under one that answers
 * anything. What waits runs the back end until it is woken. */
#include "unit.h"
#include "xen_model.h"
#include "../../pools/main/drivers/blkfront/request.c"
#include "../../pools/main/drivers/blkfront/answer.c"
#include "../../pools/main/sched/core/wait.c"

#define DISK (1 << 20)
static char disk[DISK], model[DISK];
static struct model_back back;
static struct blk *b;
static bool hostile;
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
uint64_t uc_monotonic(void) { return 0; }

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
	CHECK(op == BLKIF_OP_FLUSH_DISKCACHE ? !n : op == BLKIF_OP_DISCARD || (n && n <= UC_BLOCK_PAGES && op <= BLKIF_OP_WRITE));
	for (unsigned k = 0; k < n && op <= BLKIF_OP_WRITE; k++) {
		char *page = model_map(seg[k].gref, op == BLKIF_OP_READ);

		CHECK(page);
		transfer(page, &seg[k], &at, op == BLKIF_OP_WRITE);
	}
	if (op == BLKIF_OP_FLUSH_DISKCACHE)
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

int uc_sleep(uint64_t deadline, bool interruptible)
{
	union blkif_sring_entry q;

	CHECK(deadline == UINT64_MAX && !interruptible);
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

static struct uc_block_page pages_[64];

static void make_disk(bool persistent)
{
	b = uc_zalloc(sizeof *b);
	b->bus.domain = 5;
	b->port = 9;
	b->persistent = persistent;
	b->flush = BLKIF_OP_FLUSH_DISKCACHE;
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
		pages_[i] = (struct uc_block_page){.data = uc_page_alloc(0)};
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
		page[i] = &pages_[first_page + i];
		for (unsigned k = 0; write && k < UC_PAGE_SIZE; k += 8)
			*(uint64_t *)((char *)page[i]->data + k) = unit_random();
	}
	e = uc_blkfront_move(&b->disk, write, at, page, len);
	for (size_t i = 0; i < len && !e && !hostile; i += UC_PAGE_SIZE) {
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
		if (uc_blkfront_forget(&b->disk, &pages_[i]))
			uc_page_free(pages_[i].data, 0); /* which checks */
		else
			CHECK(hostile);
	uc_xen_ring_drop(&b->ring);
	model_reset();
}

int main(void)
{
	unsigned stopped = 0;

	for (unsigned persistent = 0; persistent < 2; persistent++) {
		make_disk(persistent);
		for (unsigned i = 0; i < 4000; i++) {
			CHECK(!some_request());
			CHECK(model_masked && b->free_count == b->slots);
		}
		CHECK(uc_blkfront_flush(&b->disk) == -EOPNOTSUPP && !uc_blkfront_discard(&b->disk, 8, 16));
		CHECK(!memcmp(model, disk, DISK) && indirect > 1000 && flushes && discards && !complaints && !b->gone);
		for (unsigned i = 0; i < 64 && !persistent; i++)
			CHECK(!model_granted(pages_[i].data));
		drop_disk();
	}
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
