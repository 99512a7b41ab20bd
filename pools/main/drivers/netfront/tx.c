/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sending: a frame is gathered into pages of its requests', which the back end
 * may read as long as we are connected. Where the stack's pieces lie is the
 * kernel's heap: granting its pages would show all else in them, and cost a
 * grant, and the back end a mapping, for each piece.
 */
#include <uc/page.h>
#include "internal.h"

/* Sees that the k lowest free numbers have pages. Low ones first, so that few
 * pages are ever needed. */
static bool ready(struct queue *q, unsigned k)
{
	if (q->tx_free < k)
		return false;
	for (unsigned i = 1; i <= k; i++) {
		uint16_t id = q->tx_id[q->tx_free - i];

		if (!q->tx_slot[id].page && !(q->tx_slot[id].page = uc_page_alloc_zero(0)))
			return false;
		if (q->tx_slot[id].ref)
			continue;
		q->tx_slot[id].ref = uc_grant_take();
		if (!q->tx_slot[id].ref)
			return false;
		uc_grant_open(q->tx_slot[id].ref, q->net->bus.domain, q->tx_slot[id].page, true);
	}
	return true;
}

static size_t length(const struct uc_netsend *s)
{
	size_t len = 0;

	for (unsigned i = 0; i < s->count; i++)
		len += s->piece[i].len;
	return len;
}

/* Where in the pieces the next page begins. */
struct from {
	const struct uc_netpiece *piece;
	size_t at;
};

static void gather(uint8_t *to, size_t n, struct from *f)
{
	while (n) {
		size_t k = UC_MIN(n, f->piece->len - f->at);

		memcpy(to, (const uint8_t *)f->piece->data + f->at, k);
		to += k;
		n -= k;
		f->at += k;
		if (f->at == f->piece->len) {
			f->piece++;
			f->at = 0;
		}
	}
}

/* The first request says the length of the whole frame, the others their own;
 * what has to be said besides stands behind the first. */
static void put(struct queue *q, const struct uc_netsend *s, size_t len)
{
	uint16_t flags = s->csum_start ? NETTXF_csum_blank | NETTXF_data_validated : 0;
	struct from from = {s->piece, 0};

	for (size_t at = 0; at < len; at += UC_PAGE_SIZE) {
		uint16_t id = q->tx_id[--q->tx_free];
		size_t n = UC_MIN(len - at, UC_PAGE_SIZE);
		bool gso = !at && s->gso_size;
		struct netif_tx_request *r = uc_xen_ring_request(&q->tx);

		gather(q->tx_slot[id].page, n, &from);
		q->tx_slot[id].out = true;
		*r = (struct netif_tx_request){
			.gref = q->tx_slot[id].ref, .id = id, .size = at ? n : len,
			.flags = (at ? 0 : flags) | (gso ? NETTXF_extra_info : 0) | (at + n < len ? NETTXF_more_data : 0),
		};
		if (gso) {
			*(struct netif_extra_info *)uc_xen_ring_request(&q->tx) = (struct netif_extra_info){
				.type = XEN_NETIF_EXTRA_TYPE_GSO,
				.u.gso = {
					.size = s->gso_size,
					.type = s->gso_v6 ? XEN_NETIF_GSO_TYPE_TCPV6 : XEN_NETIF_GSO_TYPE_TCPV4,
				},
			};
			q->tx_extras++;
		}
	}
}

int uc_netfront_send(struct uc_netdev *dev, const struct uc_netsend *s)
{
	struct net *n = net_of(dev);
	size_t len = length(s);
	unsigned pages = (len + UC_PAGE_SIZE - 1) / UC_PAGE_SIZE, slots = pages + !!s->gso_size;
	struct queue *q;

	if (uc_unlikely(!len || len > (n->sg ? FRAME_MAX : UC_PAGE_SIZE)))
		return -EINVAL;
	if (uc_unlikely(uc_netfront_dead(n))) {
		n->dev.sent(&n->dev, s->cookie); /* into the void, as of a cut cable */
		return 0;
	}
	q = n->queue[uc_netfront_flow(s, n->count)];
	if (q->tx_free < pages || uc_xen_ring_free(&q->tx) < slots)
		uc_netfront_reclaim(q);
	if (uc_xen_ring_free(&q->tx) < slots || !ready(q, pages)) {
		q->stalled = true;
		return -ENOBUFS;
	}
	put(q, s, len);
	n->dev.sent(&n->dev, s->cookie);
	return 0;
}

void uc_netfront_flush(struct uc_netdev *dev)
{
	struct net *n = net_of(dev);

	for (unsigned i = 0; i < n->count && !uc_netfront_dead(n); i++)
		if (uc_xen_ring_push(&n->queue[i]->tx))
			uc_evtchn_notify(n->queue[i]->port);
}

void uc_netfront_reclaim(struct queue *q)
{
	for (uint32_t have = uc_xen_ring_responses(&q->tx); have; have--) {
		struct netif_tx_response r;

		uc_xen_ring_response(&q->tx, &r, sizeof r);
		q->stalled = false;
		if (r.status == NETIF_RSP_NULL && q->tx_extras) {
			q->tx_extras--;
			continue;
		}
		if (uc_unlikely(r.id >= RING || !q->tx_slot[r.id].out)) {
			uc_netfront_fail(q->net, "sent a frame that it was not given");
			return;
		}
		q->tx_slot[r.id].out = false;
		q->tx_id[q->tx_free++] = r.id;
	}
	if (uc_unlikely(q->tx.broken))
		uc_netfront_fail(q->net, "sent more frames than it was given");
}

/* Pages that the back end still holds on to are left to it. */
void uc_netfront_tx_drop(struct queue *q)
{
	q->tx_free = q->tx_extras = 0;
	for (unsigned i = RING; i--;) {
		if (q->tx_slot[i].ref && !uc_grant_end(q->tx_slot[i].ref))
			q->tx_slot[i].page = NULL;
		q->tx_slot[i].ref = UC_GRANT_NONE;
		q->tx_slot[i].out = false;
		q->tx_id[q->tx_free++] = i;
	}
	q->stalled = false;
}
