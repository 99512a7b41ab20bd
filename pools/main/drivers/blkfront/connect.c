/* SPDX-License-Identifier: BSD-3-Clause */
/* Agreeing with the back end (Xen, public/io/blkif.h), at the beginning and when
 * it comes back after it was gone. */
#include "internal.h"

#define READY (1 << XenbusStateInitWait | 1 << XenbusStateInitialised)

static int make(struct blk *b, unsigned order)
{
	struct uc_xenbus *x = &b->bus;
	int e = uc_xen_ring_new(&b->ring, x->domain, order, sizeof(union blkif_sring_entry));

	if (e)
		return e;
	b->slots = b->ring.mask + 1;
	uc_assert(b->slots <= SLOTS);
	for (b->free_count = 0; b->free_count < b->slots; b->free_count++)
		b->free[b->free_count] = b->slots - 1 - b->free_count;
	b->port = uc_evtchn_alloc(x->domain);
	if (b->port >= 0)
		e = uc_evtchn_bind(b->port, uc_blkfront_interrupt, b);
	if (!e && b->port >= 0)
		uc_evtchn_mask(b->port); /* nothing is under way */
	return b->port < 0 ? b->port : e;
}

/* A ring of one page is told of as it was before there were larger ones. */
static int publish(struct blk *b)
{
	struct uc_xenbus_value v[4 + (1 << ORDER)] = {
		{.node = "event-channel", .number = b->port},
		{.node = "protocol", .text = "x86_64-abi"},
		{.node = "feature-persistent", .number = 1},
	};
	char node[1 << ORDER][16];
	unsigned n = 3;

	if (b->ring.order)
		v[n++] = (struct uc_xenbus_value){.node = "ring-page-order", .number = b->ring.order};
	for (unsigned i = 0; i < 1u << b->ring.order; i++) {
		uc_snprintf(node[i], sizeof node[i], "ring-ref%u", i);
		v[n++] = (struct uc_xenbus_value){
			.node = b->ring.order ? node[i] : "ring-ref", .number = b->ring.refs[i]};
	}
	return uc_xenbus_publish(&b->bus, v, n);
}

int uc_blkfront_connect(struct blk *b)
{
	struct uc_xenbus *x = &b->bus;
	int e = uc_xenbus_await(x, READY);

	if (!e)
		e = make(b, UC_MIN(uc_xenbus_number(x, "max-ring-page-order", UINT32_MAX, 0), (uint64_t)ORDER));
	if (e)
		return e;
	e = publish(b);
	if (!e)
		e = uc_xenbus_say(x, XenbusStateInitialised);
	if (!e)
		e = uc_xenbus_await(x, 1 << XenbusStateConnected);
	return e;
}

static uint8_t flush_op(struct uc_xenbus *x)
{
	if (uc_xenbus_number(x, "feature-flush-cache", 1, 0))
		return BLKIF_OP_FLUSH_DISKCACHE;
	return uc_xenbus_number(x, "feature-barrier", 1, 0) ? BLKIF_OP_WRITE_BARRIER : 0;
}

/* All at once, after all was asked for: others look at it meanwhile. */
static void adopt(struct blk *b, const struct uc_block *d, uint8_t flush, bool discard, bool persistent)
{
	b->disk.block = d->block;
	b->disk.size = d->size;
	b->disk.readonly = d->readonly;
	b->disk.pages = d->pages;
	b->persistent = persistent;
	b->flush = flush;
	b->ops = (struct uc_block_ops){
		.move = uc_blkfront_move, .forget = uc_blkfront_forget,
		.flush = flush ? uc_blkfront_flush : NULL,
		.discard = discard ? uc_blkfront_discard : NULL,
	};
	b->disk.ops = &b->ops;
}

int uc_blkfront_describe(struct blk *b)
{
	struct uc_xenbus *x = &b->bus;
	uint64_t sectors = uc_xenbus_number(x, "sectors", INT64_MAX / UC_BLOCK_SECTOR, 0);
	struct uc_block d = {
		.readonly = uc_xenbus_number(x, "info", UINT32_MAX, 0) & VDISK_READONLY,
		.pages = UC_MIN(UC_MAX(uc_xenbus_number(x, "feature-max-indirect-segments", UINT32_MAX, 0),
				       (uint64_t)DIRECT), (uint64_t)UC_BLOCK_PAGES),
	};
	bool persistent = uc_xenbus_number(x, "feature-persistent", 1, 0);
	bool discard = uc_xenbus_number(x, "feature-discard", 1, 0);
	uint8_t flush = flush_op(x);

	d.block = uc_xenbus_number(x, "sector-size", UC_PAGE_SIZE, UC_BLOCK_SECTOR);
	x->node = sectors ? "sector-size" : "sectors";
	if (!sectors || !uc_block_valid(d.block, sectors))
		return -EINVAL;
	d.size = UC_ALIGN_DOWN(sectors * UC_BLOCK_SECTOR, (uint64_t)d.block);
	if (b->disk.ops && (d.size != b->disk.size || d.block != b->disk.block))
		return -EIO; /* another disk */
	adopt(b, &d, flush, discard, persistent);
	return 0;
}
