/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sending: a frame is gathered into a page of its request's, which the back end
 * may read as long as we are connected. Where the stack's pieces lie is the
 * kernel's heap: granting its pages would show all else in them, and cost a
 * grant, and the back end a mapping, for each piece.
 */
#include <uc/page.h>
#include "internal.h"

/* Low numbers first, so that few pages are ever needed. */
static int take_id(struct net *n)
{
	uint16_t id;

	if (!n->tx_free.count)
		uc_netfront_reclaim(n);
	if (!n->tx_free.count)
		return -ENOBUFS;
	id = n->tx_free.id[n->tx_free.count - 1];
	if (!n->tx_slot[id].page && !(n->tx_slot[id].page = uc_page_alloc(0)))
		return -ENOBUFS;
	if (!n->tx_slot[id].ref) {
		n->tx_slot[id].ref = uc_grant_take();
		if (!n->tx_slot[id].ref)
			return -ENOBUFS;
		uc_grant_open(n->tx_slot[id].ref, n->bus.domain, n->tx_slot[id].page, true);
	}
	n->tx_free.count--;
	return id;
}

static size_t length(const struct uc_netsend *s)
{
	size_t len = 0;

	for (unsigned i = 0; i < s->count; i++)
		len += s->piece[i].len;
	return len;
}

int uc_netfront_send(struct uc_netdev *dev, const struct uc_netsend *s)
{
	struct net *n = net_of(dev);
	size_t len = length(s), at = 0;
	struct netif_tx_request *r;
	int id;

	if (uc_unlikely(!len || len > UC_PAGE_SIZE || s->gso_size))
		return -EINVAL;
	if (uc_unlikely(n->broken || n->lost)) {
		n->dev.sent(&n->dev, s->cookie); /* into the void, as of a cut cable */
		return 0;
	}
	id = take_id(n);
	if (id < 0) {
		n->stalled = true;
		return id;
	}
	for (unsigned i = 0; i < s->count; at += s->piece[i++].len)
		memcpy(n->tx_slot[id].page + at, s->piece[i].data, s->piece[i].len);
	n->tx_slot[id].out = true;
	r = uc_xen_ring_request(&n->tx);
	*r = (struct netif_tx_request){
		.gref = n->tx_slot[id].ref, .id = id, .size = len,
		.flags = s->csum_start ? NETTXF_csum_blank | NETTXF_data_validated : 0,
	};
	n->dev.sent(&n->dev, s->cookie);
	return 0;
}

void uc_netfront_flush(struct uc_netdev *dev)
{
	struct net *n = net_of(dev);

	if (!n->broken && !n->lost && uc_xen_ring_push(&n->tx))
		uc_evtchn_notify(n->port);
}

void uc_netfront_reclaim(struct net *n)
{
	for (uint32_t have = uc_xen_ring_responses(&n->tx); have; have--) {
		struct netif_tx_response r;

		uc_xen_ring_response(&n->tx, &r, sizeof r);
		if (uc_unlikely(r.id >= RING || !n->tx_slot[r.id].out)) {
			uc_netfront_fail(n, "sent a frame that it was not given");
			return;
		}
		n->tx_slot[r.id].out = false;
		n->tx_free.id[n->tx_free.count++] = r.id;
		n->stalled = false;
	}
	if (uc_unlikely(n->tx.broken))
		uc_netfront_fail(n, "sent more frames than it was given");
}

/* Pages that the back end still holds on to are left to it. */
void uc_netfront_tx_drop(struct net *n)
{
	n->tx_free.count = 0;
	for (unsigned i = RING; i--;) {
		if (n->tx_slot[i].ref && !uc_grant_end(n->tx_slot[i].ref))
			n->tx_slot[i].page = NULL;
		n->tx_slot[i].ref = UC_GRANT_NONE;
		n->tx_slot[i].out = false;
		n->tx_free.id[n->tx_free.count++] = i;
	}
	n->stalled = false;
}
