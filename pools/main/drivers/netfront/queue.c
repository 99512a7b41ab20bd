/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/heap.h>
#include "internal.h"

static int make(struct net *n, struct queue *q)
{
	int e;

	uc_netfront_rx_drop(q);
	uc_netfront_tx_drop(q);
	e = uc_xen_ring_new(&q->rx, n->bus.domain, 0, sizeof(union netif_rx_sring_entry));
	if (!e)
		e = uc_xen_ring_new(&q->tx, n->bus.domain, 0, sizeof(union netif_tx_sring_entry));
	if (e)
		return e;
	uc_assert(q->rx.mask + 1 == RING && q->tx.mask + 1 == RING);
	q->port = uc_evtchn_alloc(n->bus.domain);
	e = q->port < 0 ? q->port : uc_evtchn_bind(q->port, uc_netfront_interrupt, q);
	if (!e)
		uc_evtchn_mask(q->port); /* until the stack wants to hear */
	return e;
}

int uc_netfront_open(struct net *n, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		int e;

		if (!n->queue[i] && !(n->queue[i] = uc_zalloc(sizeof *n->queue[i])))
			return -ENOMEM;
		n->queue[i]->net = n;
		n->count = i + 1;
		e = make(n, n->queue[i]);
		if (e)
			return e;
	}
	return 0;
}

void uc_netfront_close(struct net *n)
{
	for (unsigned i = 0; i < n->count; i++) {
		struct queue *q = n->queue[i];

		uc_xenbus_calm_end(&q->calm);
		if (q->port > 0)
			uc_evtchn_close(q->port);
		q->port = 0;
		uc_netfront_rx_drop(q);
		uc_netfront_tx_drop(q);
		uc_xen_ring_drop(&q->rx);
		uc_xen_ring_drop(&q->tx);
	}
	n->count = 0;
}
