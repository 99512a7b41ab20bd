/* SPDX-License-Identifier: BSD-3-Clause */
/* Xen, public/io/blkif.h. A page's tag is its grant, 0 as long as it has none. */
#include <uc/page.h>
#include <uc/timer.h>
#include "internal.h"

#define LAST_SECTOR(len) (((len) - 1) / UC_BLOCK_SECTOR)

/* Those of another domain are no more. */
static bool has_grant(const struct blk *b, const struct uc_block_page *p)
{
	return p->tag && (int32_t)(p->life - b->moved) >= 0;
}

static void in_use(struct blk *b)
{
	unsigned long f = uc_irq_save();

	uc_blkfront_fail(b, "still uses pages that it gave back");
	uc_irq_restore(f);
}

/* Opens the grants of the request's pages; those of a back end that keeps its
 * mappings are open from the first time on, for reading and writing. What was
 * granted to the one before is taken back first. None may be open by this one: to
 * open it again would wipe out Xen's mark that it is in use. */
static int grant(struct blk *b, struct request *r)
{
	for (unsigned i = 0; i < r->pages; i++) {
		struct uc_block_page *p = r->page[i];
		bool first;

		if (p->life != b->life) {
			if (has_grant(b, p) && !uc_grant_end(p->tag)) {
				in_use(b);
				return -EIO;
			}
			p->life = b->life;
			p->tag = UC_GRANT_NONE;
		}
		first = !p->tag;
		if (first && !(p->tag = uc_grant_take()))
			return -ENOMEM;
		if (first || !b->persistent)
			uc_grant_open(p->tag, b->bus.domain, p->data,
				      !b->persistent && r->op == BLKIF_OP_WRITE);
	}
	return 0;
}

/* A page that the back end is still using stays with this disk, which does
 * nothing any more. */
static void revoke(struct blk *b, struct request *r)
{
	if (b->persistent)
		return;
	for (unsigned i = 0; i < r->pages; i++)
		if (r->page[i]->tag && r->page[i]->life == b->life && !uc_grant_close(r->page[i]->tag))
			in_use(b);
}

static void list(struct blkif_request_segment *s, const struct request *r, size_t len)
{
	for (unsigned i = 0; i < r->pages; i++, len -= UC_PAGE_SIZE)
		s[i] = (struct blkif_request_segment){
			.gref = r->page[i]->tag, .first_sect = 0,
			.last_sect = LAST_SECTOR(UC_MIN(len, UC_PAGE_SIZE)),
		};
}

/* The page for the request's list; false: no memory. A back end that keeps its
 * mappings maps all pages for writing, whatever it needs. */
static bool more(struct blk *b, unsigned id)
{
	if (!b->more[id].list && !(b->more[id].list = uc_page_alloc_zero(0)))
		return false;
	if (!b->more[id].ref && (b->more[id].ref = uc_grant_take()))
		uc_grant_open(b->more[id].ref, b->bus.domain, b->more[id].list, !b->persistent);
	return b->more[id].ref;
}

/* Puts the request into the ring; interrupts off, there is room, and a request
 * of many pages has its list. */
static void put(struct blk *b, struct request *r, unsigned id, uint64_t sector, uint64_t n)
{
	void *slot = uc_xen_ring_request(&b->ring);

	if (r->op == BLKIF_OP_DISCARD) {
		*(struct blkif_request_discard *)slot = (struct blkif_request_discard){
			.operation = r->op, .handle = b->bus.id, .id = id,
			.sector_number = sector, .nr_sectors = n,
		};
	} else if (r->pages > DIRECT) {
		list(b->more[id].list, r, n);
		*(struct blkif_request_indirect *)slot = (struct blkif_request_indirect){
			.operation = BLKIF_OP_INDIRECT, .indirect_op = r->op, .nr_segments = r->pages,
			.handle = b->bus.id, .id = id, .sector_number = sector,
			.indirect_grefs = {b->more[id].ref},
		};
	} else {
		struct blkif_request *q = slot;

		*q = (struct blkif_request){
			.operation = r->op, .nr_segments = r->pages, .handle = b->bus.id,
			.id = id, .sector_number = sector,
		};
		list(q->seg, r, n);
	}
	b->out[id] = r;
}

/* Whether the back end that is there now takes such a request. */
static int acceptable(struct blk *b, struct request *r)
{
	switch (r->op) {
	case BLKIF_OP_FLUSH_DISKCACHE:
	case BLKIF_OP_WRITE_BARRIER:
		r->op = b->flush;
		return b->flush ? 0 : -EIO; /* the one before had a cache */
	case BLKIF_OP_DISCARD:
		return b->ops.discard ? 0 : -EOPNOTSUPP;
	case BLKIF_OP_WRITE:
		if (b->disk.readonly)
			return -EROFS;
	}
	return r->pages > b->disk.pages ? -EMSGSIZE : 0;
}

static int start(struct blk *b, struct request *r, uint64_t sector, uint64_t n)
{
	unsigned long f = uc_irq_save();
	int e = b->gone ? -EIO : b->away || b->broken || !b->free_count || r->life != b->life ? -EAGAIN
										    : acceptable(b, r);
	bool idle = b->free_count == b->slots;

	if (!e) {
		unsigned id = b->free[b->free_count - 1];

		if (r->pages > DIRECT && !more(b, id)) {
			e = -ENOMEM;
		} else {
			b->free_count--;
			put(b, r, id, sector, n);
			if (uc_xen_ring_push(&b->ring))
				uc_evtchn_notify(b->port);
			if (idle)
				uc_evtchn_unmask(b->port);
		}
	}
	uc_irq_restore(f);
	return e;
}

/* Until there is room for a request, or no hope of it. */
static void await(struct blk *b)
{
	unsigned long f;

	while (!b->gone && (b->away || b->broken || !b->free_count)) {
		uint64_t until = b->away ? b->until : UINT64_MAX;

		uc_wait_until(&b->room, b->gone || (!b->away && !b->broken && b->free_count), until, false);
		f = uc_irq_save();
		if (b->away && uc_monotonic() >= b->until)
			uc_blkfront_gone(b, "did not come back");
		uc_irq_restore(f);
	}
}

/* n: bytes, or sectors of a discard. */
static int run(struct blk *b, struct request *r, uint64_t sector, uint64_t n)
{
	int e;

	uc_waitq_init(&r->q);
	do {
		r->done = false;
		r->status = BLKIF_RSP_ERROR;
		do {
			await(b);
			r->life = b->life;
			e = b->gone ? -EIO : grant(b, r); /* one that is gone may have pages */
			if (!e)
				e = start(b, r, sector, n);
			if (e == -EAGAIN)
				revoke(b, r);
		} while (e == -EAGAIN);
		if (!e)
			uc_wait_until(&r->q, *(volatile bool *)&r->done, UINT64_MAX, false);
		revoke(b, r);
	} while (!e && r->status == AGAIN);
	if (e)
		return e;
	switch (r->status) {
	case BLKIF_RSP_OKAY:
		return 0;
	case BLKIF_RSP_EOPNOTSUPP:
		return -EOPNOTSUPP;
	}
	return -EIO;
}

/* In one piece, as long as the back end stays the same. */
int uc_blkfront_move(struct uc_block *d, bool write, uint64_t sector,
		     struct uc_block_page *const *page, size_t len)
{
	struct blk *b = UC_CONTAINER(d, struct blk, disk);

	while (len) {
		size_t n = UC_MIN(len, d->pages * UC_PAGE_SIZE);
		struct request r = {
			.op = write ? BLKIF_OP_WRITE : BLKIF_OP_READ,
			.page = page, .pages = (n + UC_PAGE_SIZE - 1) / UC_PAGE_SIZE,
		};
		int e = run(b, &r, sector, n);

		if (e == -EMSGSIZE)
			continue; /* another one, which takes fewer pages */
		if (e)
			return e;
		page += r.pages;
		sector += n / UC_BLOCK_SECTOR;
		len -= n;
	}
	return 0;
}

int uc_blkfront_flush(struct uc_block *d)
{
	struct blk *b = UC_CONTAINER(d, struct blk, disk);
	struct request r = {.op = b->flush};

	return run(b, &r, 0, 0);
}

int uc_blkfront_discard(struct uc_block *d, uint64_t sector, uint64_t count)
{
	struct request r = {.op = BLKIF_OP_DISCARD};

	return run(UC_CONTAINER(d, struct blk, disk), &r, sector, count);
}

bool uc_blkfront_forget(struct uc_block *d, struct uc_block_page *p)
{
	return !has_grant(UC_CONTAINER(d, struct blk, disk), p) || uc_grant_end(p->tag);
}
