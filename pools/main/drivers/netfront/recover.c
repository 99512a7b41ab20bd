/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A back end that goes, waits for us to let go of it, and may come back: when
 * its driver is exchanged, or its domain started anew. It may do all that before
 * we look, and then go on with the rings that it finds, of which some slots are
 * half answered: whoever has written to the state since we had connected was
 * away. One that breaks the rules and was not is not used any more.
 */
#include "internal.h"

#define TRIES 3

void uc_netfront_fail(struct net *n, const char *why)
{
	if (n->broken)
		return;
	n->broken = why;
	uc_xenbus_ask(&n->bus);
}

static void reconnect(struct net *n)
{
	int e = uc_netfront_connect(n);

	if (e) {
		uc_printk("netfront %s: not connected again: error %d\n", n->bus.path, -e);
		uc_xenbus_say(&n->bus, XenbusStateClosed);
		n->failures++;
		return;
	}
	n->failures = 0;
	n->given_up = false;
	n->broken = NULL;
	n->lost = false;
	for (unsigned i = 0; i < n->count; i++)
		uc_netfront_refill(n->queue[i]);
	n->dev.moved = true;
	if (n->dev.kick) /* else the stack has not seen it yet */
		n->dev.kick(&n->dev);
}

/* Pages that are still mapped could not be used again: so it lets go first. */
static void leave(struct net *n)
{
	n->up = false;
	n->lost = true;
	uc_xenbus_leave(&n->bus);
	uc_netfront_close(n);
}

static void give_up(struct net *n)
{
	if (!n->given_up)
		uc_printk("netfront %s: the back end %s; it is not used any more\n", n->bus.path, n->broken);
	n->given_up = true;
}

void uc_netfront_changed(struct uc_xenbus *b)
{
	struct net *n = b->driver;
	/* not b->state, which may be older than n->up */
	unsigned state = uc_xenbus_state(b);

	if (n->up && (state != XenbusStateConnected || b->watch.events != b->seen)) {
		leave(n);
		state = uc_xenbus_state(b);
	} else if (n->up && n->broken) {
		give_up(n);
	}
	if (!n->lost || n->failures >= TRIES)
		return;
	/* A toolstack that takes the device away says so first. */
	if (state == XenbusStateClosed && uc_xenbus_number(b, "online", 1, 0)) {
		uc_xenbus_say(b, XenbusStateInitialising);
	} else if (state == XenbusStateInitWait) {
		uc_xenbus_say(b, XenbusStateInitialising);
		reconnect(n);
	}
}

void uc_netfront_left(struct uc_xenbus *b)
{
	struct net *n = b->driver;

	n->up = false;
	n->lost = true;
	for (unsigned i = 0; i < n->count; i++) {
		struct queue *q = n->queue[i];

		q->port = 0;
		uc_xenbus_calm_end(&q->calm);
		memset(q->rx_ref, 0, sizeof q->rx_ref);
		for (unsigned k = 0; k < RING; k++)
			q->tx_slot[k].ref = UC_GRANT_NONE;
		uc_xen_ring_lost(&q->rx);
		uc_xen_ring_lost(&q->tx);
	}
}

void uc_netfront_again(struct uc_xenbus *b)
{
	struct net *n = b->driver;

	uc_netfront_close(n); /* nothing of it is shared with anybody */
	reconnect(n);
}
