/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A back end that goes may come back, when its driver is exchanged: requests wait
 * for that, those that it had are made again, which does no harm, in the way that it
 * offers now: smaller if need be, and with an error if it cannot do it any more. One
 * that the toolstack takes away, or that stays away, or comes back with another disk, ends
 * them with an error. As for whoever breaks the rules, see netfront's.
 */
#include <uc/timer.h>
#include "internal.h"

#define PATIENCE 20000000000UL /* ns */

void uc_blkfront_left(struct uc_xenbus *x)
{
	struct blk *b = x->driver;

	b->away = true;
	b->until = UINT64_MAX; /* again says how it ends */
	b->broken = NULL;
	b->moved = ++b->life;
	uc_xenbus_calm_end(&b->calm);
	uc_xen_ring_lost(&b->ring);
	for (unsigned i = 0; i < SLOTS; i++)
		b->more[i].ref = UC_GRANT_NONE;
	uc_blkfront_lost(b);
}

static void drop(struct blk *b)
{
	unsigned long f = uc_irq_save();

	uc_xenbus_calm_end(&b->calm);
	if (b->port > 0)
		uc_evtchn_close(b->port);
	uc_xen_ring_drop(&b->ring);
	for (unsigned i = 0; i < SLOTS; i++) { /* the next one may map them otherwise */
		if (b->more[i].ref && !uc_grant_end(b->more[i].ref))
			b->more[i].list = NULL; /* it keeps the page */
		b->more[i].ref = UC_GRANT_NONE;
	}
	b->life++;
	uc_blkfront_lost(b);
	b->broken = NULL;
	uc_irq_restore(f);
}

void uc_blkfront_let_go(struct blk *b)
{
	unsigned long f = uc_irq_save();

	if (b->port > 0)
		uc_evtchn_mask(b->port);
	uc_irq_restore(f);
	uc_xenbus_leave(&b->bus);
	drop(b);
}

/* The end of one that is gone: of what is shared, when the back end says that it has let
 * go. Nobody waits for that, as others need xenstore's thread. */
static void closed(struct blk *b)
{
	unsigned state;

	uc_xenbus_say(&b->bus, XenbusStateClosed);
	state = uc_xenbus_state(&b->bus);
	if (b->ring.shared && (state == XenbusStateClosed || state == XenbusStateUnknown))
		drop(b);
}

static void reconnect(struct blk *b)
{
	unsigned long f;
	int e = b->gone ? -EIO : uc_blkfront_connect(b);

	if (!e)
		e = uc_blkfront_describe(b);
	if (!e)
		e = uc_xenbus_say(&b->bus, XenbusStateConnected);
	f = uc_irq_save();
	b->away = false;
	if (e)
		uc_blkfront_gone(b, "cannot be found again");
	uc_wake(&b->room, -1, 0);
	uc_irq_restore(f);
	if (e)
		closed(b);
}

void uc_blkfront_again(struct uc_xenbus *x)
{
	reconnect(x->driver);
}

static void leave(struct blk *b)
{
	b->until = uc_monotonic() + PATIENCE;
	b->away = true;
	uc_blkfront_let_go(b);
}

static void end(struct blk *b, const char *why)
{
	unsigned long f = uc_irq_save();

	uc_blkfront_gone(b, why);
	uc_irq_restore(f);
}

void uc_blkfront_changed(struct uc_xenbus *x)
{
	struct blk *b = x->driver;
	/* not x->state, which may be older than disk.ops */
	unsigned state = uc_xenbus_state(x);

	if (!b->disk.ops)
		return;
	if (!b->gone && !b->away) {
		if (state != XenbusStateConnected || x->watch.events != x->seen) {
			leave(b);
			state = uc_xenbus_state(x);
		} else if (b->broken) {
			end(b, b->broken);
		}
	}
	if (b->gone) {
		if (state == XenbusStateClosing || state == XenbusStateClosed ||
		    state == XenbusStateUnknown)
			closed(b);
	} else if (b->away && state == XenbusStateInitWait) {
		uc_xenbus_say(x, XenbusStateInitialising);
		reconnect(b);
	} else if (b->away && state == XenbusStateClosed && uc_xenbus_number(x, "online", 1, 0)) {
		uc_xenbus_say(x, XenbusStateInitialising);
	} else if (b->away && (state == XenbusStateClosed || state == XenbusStateUnknown)) {
		end(b, "was taken away");
	}
}
