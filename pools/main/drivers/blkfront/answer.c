/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

static void finish(struct blk *b, unsigned id, int status)
{
	struct request *r = b->out[id];

	b->out[id] = NULL;
	b->free[b->free_count++] = id;
	r->status = status;
	r->done = true;
	uc_wake(&r->q, -1, 0);
	uc_wake(&b->room, -1, 0);
}

void uc_blkfront_gone(struct blk *b, const char *why)
{
	if (b->gone)
		return;
	b->gone = true;
	if (why)
		uc_printk("blkfront %s: the back end %s; it is not used any more\n", b->bus.path, why);
	uc_xenbus_calm_end(&b->calm);
	if (b->port > 0)
		uc_evtchn_mask(b->port);
	for (unsigned id = 0; id < SLOTS; id++)
		if (b->out[id])
			finish(b, id, BLKIF_RSP_ERROR);
	uc_wake(&b->room, -1, 0);
}

void uc_blkfront_fail(struct blk *b, const char *why)
{
	if (b->broken || b->gone)
		return;
	b->broken = why;
	uc_xenbus_calm_end(&b->calm);
	if (b->port > 0)
		uc_evtchn_mask(b->port);
	uc_xenbus_ask(&b->bus);
}

void uc_blkfront_lost(struct blk *b)
{
	b->port = 0; /* the number is another device's there */
	for (unsigned id = 0; id < SLOTS; id++)
		if (b->out[id])
			finish(b, id, AGAIN);
}

static void answers(struct blk *b)
{
	for (uint32_t have = uc_xen_ring_responses(&b->ring); have && !b->broken; have--) {
		struct blkif_response r;

		uc_xen_ring_response(&b->ring, &r, sizeof r);
		if (uc_unlikely(r.id >= SLOTS || !b->out[r.id])) {
			uc_blkfront_fail(b, "answered what it was not asked");
			return;
		}
		finish(b, r.id, r.status == AGAIN ? BLKIF_RSP_ERROR : r.status);
	}
	if (uc_unlikely(b->ring.broken))
		uc_blkfront_fail(b, "gave more answers than there were questions");
}

/* With nothing to be answered the channel is masked, however often it rings. */
void uc_blkfront_interrupt(void *arg)
{
	struct blk *b = arg;

	if (uc_xenbus_storm(&b->calm, b->port, uc_blkfront_interrupt, b))
		return;
	do
		answers(b);
	while (!b->gone && !b->broken && uc_xen_ring_event(&b->ring));
	if (b->free_count == b->slots)
		uc_evtchn_mask(b->port);
}
