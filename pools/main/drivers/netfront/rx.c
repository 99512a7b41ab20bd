/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Receiving: the back end copies each frame into pages, and the stack gets these
 * very pages. Before it does, the grant is closed: what the stack has checked
 * cannot change under it.
 */
#include <uc/heap.h>
#include <uc/page.h>
#include "internal.h"

static void push(struct net *n, struct buffer *b)
{
	b->b.stack[0] = (uintptr_t)n->free;
	n->free = b;
}

static bool grow(struct net *n)
{
	struct buffer *b;

	if (n->owned >= n->limit || !(b = uc_malloc(sizeof *b)))
		return false;
	b->page = uc_page_alloc_zero(0);
	if (!b->page) {
		uc_free(b);
		return false;
	}
	b->b.dev = &n->dev;
	n->owned++;
	push(n, b);
	return true;
}

static bool post(struct queue *q)
{
	struct net *n = q->net;
	uint16_t at = q->rx.req_prod % RING;
	struct netif_rx_request *r;
	struct buffer *b;

	if (!q->rx_ref[at] && !(q->rx_ref[at] = uc_grant_take()))
		return false;
	b = n->free;
	n->free = (void *)b->b.stack[0];
	q->rx_buffer[at] = b;
	uc_grant_open(q->rx_ref[at], n->bus.domain, b->page, false);
	r = uc_xen_ring_request(&q->rx);
	*r = (struct netif_rx_request){.id = at, .gref = q->rx_ref[at]};
	return true;
}

void uc_netfront_refill(struct queue *q)
{
	struct net *n = q->net;

	if (uc_netfront_dead(n))
		return;
	while (uc_netfront_posted(q) < n->want && uc_xen_ring_free(&q->rx) && (n->free || grow(n)))
		if (!post(q))
			break;
	if (uc_xen_ring_push(&q->rx))
		uc_evtchn_notify(q->port);
}

/* Takes the buffer at a place of the ring back. NULL: the back end is still at
 * it; then the page is left to it for ever. */
static struct buffer *take(struct queue *q, unsigned at)
{
	struct buffer *b = q->rx_buffer[at];

	q->rx_buffer[at] = NULL;
	if (uc_grant_close(q->rx_ref[at]))
		return b;
	q->rx_ref[at] = UC_GRANT_NONE;
	uc_netfront_fail(q->net, "still writes to a buffer that it gave back");
	return NULL;
}

static void discard(struct queue *q)
{
	while (q->in.first) {
		struct uc_netbuf *b = q->in.first;

		q->in.first = b->next;
		push(q->net, UC_CONTAINER(b, struct buffer, b));
	}
}

/* A slot that holds no buffer's response but what belongs to the first one. All
 * that the stack could use of it is in the frame as well. */
static void extra(struct incoming *in, const void *slot)
{
	struct netif_extra_info x;

	memcpy(&x, slot, sizeof x);
	in->extra = x.flags & XEN_NETIF_EXTRA_FLAG_MORE;
	in->extras++;
	if (x.type == XEN_NETIF_EXTRA_TYPE_NONE || x.type >= XEN_NETIF_EXTRA_TYPE_MAX)
		in->bad = true;
	if (x.type == XEN_NETIF_EXTRA_TYPE_GSO &&
	    (!x.u.gso.size || (x.u.gso.type != XEN_NETIF_GSO_TYPE_TCPV4 && x.u.gso.type != XEN_NETIF_GSO_TYPE_TCPV6)))
		in->bad = true;
}

static void append(struct incoming *in, struct buffer *f, const struct netif_rx_response *r)
{
	struct uc_netbuf *b = &f->b;

	b->next = NULL;
	b->data = f->page + r->offset;
	b->len = r->status;
	b->room = UC_PAGE_SIZE - r->offset;
	b->flags = r->flags & NETRXF_csum_blank ? UC_NETBUF_CSUM_PARTIAL
		 : r->flags & NETRXF_data_validated ? UC_NETBUF_CSUM_OK : 0;
	if (in->first)
		in->last->next = b;
	else
		in->first = b;
	in->last = b;
	in->len += b->len;
}

/* One slot. false: the back end broke the rules. */
static bool slot(struct queue *q, struct buffer *f, unsigned at, const struct netif_rx_response *r)
{
	struct incoming *in = &q->in;
	bool data;

	if (uc_unlikely(in->extra)) {
		extra(in, r);
		push(q->net, f);
		if (in->extras <= EXTRAS)
			return true;
		uc_netfront_fail(q->net, "adds to a frame without end");
		return false;
	}
	if (uc_unlikely(r->id != at)) {
		push(q->net, f);
		uc_netfront_fail(q->net, "filled a buffer that it was not given");
		return false;
	}
	in->more = r->flags & NETRXF_more_data;
	in->extra = !in->slots && r->flags & NETRXF_extra_info;
	data = r->status > 0 && r->offset <= UC_PAGE_SIZE && (size_t)r->status <= UC_PAGE_SIZE - r->offset;
	/* the prefix is of protocols before this one, and not agreed upon */
	if (!data || in->len + r->status > FRAME_MAX || r->flags & NETRXF_gso_prefix)
		in->bad = true;
	if (in->bad)
		push(q->net, f);
	else
		append(in, f, r);
	if (++in->slots <= SLOTS)
		return true;
	uc_netfront_fail(q->net, "sent a frame without end");
	return false;
}

unsigned uc_netfront_receive(struct queue *q, unsigned budget)
{
	struct incoming *in = &q->in;
	uint32_t have = uc_xen_ring_responses(&q->rx);
	unsigned count = 0;

	for (; count < budget && have && !q->net->broken; have--) {
		unsigned at = q->rx.rsp_cons % RING;
		struct netif_rx_response r;
		struct uc_netbuf *first;
		struct buffer *b;

		uc_xen_ring_response(&q->rx, &r, sizeof r);
		b = take(q, at);
		if (!b || !slot(q, b, at, &r))
			break;
		if (in->extra || in->more)
			continue;
		count++;
		first = in->first;
		if (in->bad || first->len < ETHERNET) {
			discard(q);
			first = NULL;
		}
		*in = (struct incoming){0};
		if (first)
			q->net->dev.input(&q->net->dev, first);
	}
	if (uc_unlikely(q->rx.broken))
		uc_netfront_fail(q->net, "filled more buffers than it was given");
	return count;
}

void uc_netfront_recycle(struct uc_netdev *dev, struct uc_netbuf *b)
{
	struct net *n = net_of(dev);

	push(n, UC_CONTAINER(b, struct buffer, b));
	/* poll refills, but is not called when nothing can be received */
	for (unsigned i = 0; i < n->count && !uc_netfront_dead(n); i++)
		if (uc_unlikely(uc_netfront_posted(n->queue[i]) < n->want / 4))
			uc_netfront_refill(n->queue[i]);
}

void uc_netfront_rx_drop(struct queue *q)
{
	discard(q);
	q->in = (struct incoming){0};
	for (unsigned i = 0; i < RING; i++) {
		struct buffer *b = q->rx_buffer[i];

		q->rx_buffer[i] = NULL;
		if (b && (!q->rx_ref[i] || uc_grant_close(q->rx_ref[i])))
			push(q->net, b);
		else if (b) /* it keeps the page, and so the reference */
			q->rx_ref[i] = UC_GRANT_NONE;
	}
}
