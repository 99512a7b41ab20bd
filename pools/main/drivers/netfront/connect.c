/* SPDX-License-Identifier: BSD-3-Clause */
/* Agreeing with the back end (Xen, public/io/netif.h), at the beginning and when
 * it comes back after it was gone. */
#include "internal.h"

#define MTU 1500
#define READY (1 << XenbusStateInitWait | 1 << XenbusStateInitialised)

static int make(struct net *n)
{
	int e = uc_xen_ring_new(&n->rx, n->bus.domain, 0, sizeof(union netif_rx_sring_entry));

	if (!e)
		e = uc_xen_ring_new(&n->tx, n->bus.domain, 0, sizeof(union netif_tx_sring_entry));
	if (!e) {
		n->port = uc_evtchn_alloc(n->bus.domain);
		e = n->port < 0 ? n->port : uc_evtchn_bind(n->port, uc_netfront_interrupt, n);
	}
	if (!e) {
		uc_evtchn_mask(n->port); /* until the stack wants to hear */
		uc_assert(n->rx.mask + 1 == RING && n->tx.mask + 1 == RING);
	}
	return e;
}

static void describe(struct net *n)
{
	struct uc_xenbus *b = &n->bus;

	n->dev.mtu = uc_xenbus_number(b, "mtu", MTU, MTU);
	if (n->dev.mtu < 68) /* RFC 791: the least there is */
		n->dev.mtu = MTU;
	/* the stack asks for both versions of IP or none */
	n->dev.features = UC_NET_RX_CSUM;
	if (!uc_xenbus_number(b, "feature-no-csum-offload", 1, 0) &&
	    uc_xenbus_number(b, "feature-ipv6-csum-offload", 1, 0))
		n->dev.features |= UC_NET_TX_CSUM;
}

int uc_netfront_connect(struct net *n)
{
	int e = uc_xenbus_await(&n->bus, READY);

	if (e)
		return e;
	if (!uc_xenbus_number(&n->bus, "feature-rx-copy", 1, 0))
		return -ENOTSUP;
	uc_netfront_rx_drop(n);
	uc_netfront_tx_drop(n);
	e = make(n);
	if (!e) {
		struct uc_xenbus_value v[] = {
			{.node = "rx-ring-ref", .number = n->rx.refs[0]},
			{.node = "tx-ring-ref", .number = n->tx.refs[0]},
			{.node = "event-channel", .number = n->port},
			{.node = "request-rx-copy", .number = 1},
			{.node = "feature-rx-notify", .number = 1},
			{.node = "feature-ipv6-csum-offload", .number = 1},
			{.node = "feature-sg", .number = 0},
		};

		describe(n);
		e = uc_xenbus_publish(&n->bus, v, UC_ARRAY_SIZE(v));
	}
	if (!e)
		e = uc_xenbus_say(&n->bus, XenbusStateConnected);
	if (!e)
		e = uc_xenbus_await(&n->bus, 1 << XenbusStateConnected);
	if (e)
		uc_netfront_disconnect(n);
	else
		n->up = true;
	return e;
}

void uc_netfront_disconnect(struct net *n)
{
	if (n->port > 0)
		uc_evtchn_close(n->port);
	n->port = 0;
	uc_netfront_rx_drop(n);
	uc_netfront_tx_drop(n);
	uc_xen_ring_drop(&n->rx);
	uc_xen_ring_drop(&n->tx);
}

static void reconnect(struct net *n)
{
	if (uc_netfront_connect(n))
		return;
	n->broken = n->lost = false;
	uc_netfront_refill(n);
	n->dev.kick(&n->dev);
}

void uc_netfront_left(struct uc_xenbus *b)
{
	struct net *n = b->driver;

	n->up = false;
	n->lost = true;
	n->port = 0;
	memset(n->rx_ref, 0, sizeof n->rx_ref);
	for (unsigned i = 0; i < RING; i++)
		n->tx_slot[i].ref = UC_GRANT_NONE;
	uc_xen_ring_lost(&n->rx);
	uc_xen_ring_lost(&n->tx);
}

void uc_netfront_again(struct uc_xenbus *b)
{
	reconnect(b->driver);
}

/* In xenstore's thread, which poll does not interrupt. A back end that goes waits
 * for us to let go of it, and may come back. */
void uc_netfront_changed(struct uc_xenbus *b)
{
	struct net *n = b->driver;
	/* not b->state, which may be older than n->up */
	unsigned state = uc_xenbus_state(b);

	if (n->up && state != XenbusStateConnected) {
		n->up = false;
		n->lost = true;
		uc_netfront_disconnect(n);
		uc_xenbus_say(b, XenbusStateClosed);
	}
	if (n->lost && state == XenbusStateInitWait) {
		uc_xenbus_say(b, XenbusStateInitialising);
		reconnect(n);
	}
}
