/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Receiving: the back end copies each frame into a page, and the stack gets that
 * very page. Before it does, the grant is closed: what the stack has checked
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
	b->page = uc_page_alloc(0);
	if (!b->page) {
		uc_free(b);
		return false;
	}
	b->b.dev = &n->dev;
	n->owned++;
	push(n, b);
	return true;
}

static bool post(struct net *n)
{
	struct netif_rx_request *r;
	struct buffer *b;
	uint16_t id = n->rx_free.id[n->rx_free.count - 1];

	if (!n->rx_ref[id] && !(n->rx_ref[id] = uc_grant_take()))
		return false;
	b = n->free;
	n->free = (void *)b->b.stack[0];
	n->rx_free.count--;
	n->rx_buffer[id] = b;
	uc_grant_open(n->rx_ref[id], n->bus.domain, b->page, false);
	r = uc_xen_ring_request(&n->rx);
	*r = (struct netif_rx_request){.id = id, .gref = n->rx_ref[id]};
	return true;
}

void uc_netfront_refill(struct net *n)
{
	if (n->broken || n->lost)
		return;
	while (uc_netfront_posted(n) < n->want && uc_xen_ring_free(&n->rx) && (n->free || grow(n)))
		if (!post(n))
			break;
	if (uc_xen_ring_push(&n->rx))
		uc_evtchn_notify(n->port);
}

/* Takes the buffer of request id back. NULL: there is none, or the back end is
 * still at it; then the page is left to it for ever. */
static struct buffer *take(struct net *n, uint16_t id)
{
	struct buffer *b = id < RING ? n->rx_buffer[id] : NULL;

	if (!b) {
		uc_netfront_fail(n, "filled a buffer that it was not given");
		return NULL;
	}
	n->rx_buffer[id] = NULL;
	if (!uc_grant_close(n->rx_ref[id])) {
		n->rx_ref[id] = UC_GRANT_NONE;
		uc_netfront_fail(n, "still writes to a buffer that it gave back");
		return NULL;
	}
	n->rx_free.id[n->rx_free.count++] = id;
	return b;
}

/* The frame in the buffer; false: there is none. One that is cut into several
 * buffers was not agreed upon. */
static bool frame(struct uc_netbuf *b, uint8_t *page, const struct netif_rx_response *r)
{
	if (uc_unlikely(r->status < ETHERNET || r->offset > UC_PAGE_SIZE ||
			(size_t)r->status > UC_PAGE_SIZE - r->offset ||
			r->flags & (NETRXF_more_data | NETRXF_extra_info | NETRXF_gso_prefix)))
		return false;
	b->data = page + r->offset;
	b->len = r->status;
	b->room = UC_PAGE_SIZE - r->offset;
	b->flags = r->flags & NETRXF_csum_blank ? UC_NETBUF_CSUM_PARTIAL
		 : r->flags & NETRXF_data_validated ? UC_NETBUF_CSUM_OK : 0;
	return true;
}

unsigned uc_netfront_receive(struct net *n, unsigned budget)
{
	uint32_t have = uc_xen_ring_responses(&n->rx);
	unsigned count = 0;

	for (; count < budget && have && !n->broken; count++, have--) {
		struct netif_rx_response r;
		struct buffer *b;

		uc_xen_ring_response(&n->rx, &r, sizeof r);
		b = take(n, r.id);
		if (!b)
			break;
		if (frame(&b->b, b->page, &r))
			n->dev.input(&n->dev, &b->b);
		else
			push(n, b);
	}
	if (uc_unlikely(n->rx.broken))
		uc_netfront_fail(n, "filled more buffers than it was given");
	return count;
}

void uc_netfront_recycle(struct uc_netdev *dev, struct uc_netbuf *b)
{
	struct net *n = net_of(dev);

	push(n, UC_CONTAINER(b, struct buffer, b));
	/* poll refills, but is not called when nothing can be received */
	if (uc_unlikely(uc_netfront_posted(n) < n->want / 4))
		uc_netfront_refill(n);
}

void uc_netfront_rx_drop(struct net *n)
{
	n->rx_free.count = 0;
	for (unsigned i = 0; i < RING; i++) {
		struct buffer *b = n->rx_buffer[i];

		n->rx_buffer[i] = NULL;
		if (b && (!n->rx_ref[i] || uc_grant_close(n->rx_ref[i])))
			push(n, b);
		else if (b) /* it keeps the page, and so the reference */
			n->rx_ref[i] = UC_GRANT_NONE;
		n->rx_free.id[n->rx_free.count++] = i;
	}
}
