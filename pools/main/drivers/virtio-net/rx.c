/* SPDX-License-Identifier: BSD-3-Clause */
/* Receiving: the stack gets the very buffer that the device wrote. */
#include <uc/page.h>
#include "internal.h"

/* While a buffer is free its first word of stack links it. */
static void push(struct net *n, struct uc_netbuf *b)
{
	b->stack[0] = (uintptr_t)n->free;
	n->free = b;
}

static bool grow(struct net *n)
{
	char *page;

	if (n->owned >= n->limit)
		return false;
	page = uc_page_alloc(0);
	if (!page)
		return false;
	for (unsigned i = 0; i < UC_PAGE_SIZE / BUFFER; i++) {
		struct uc_netbuf *b = (void *)(page + i * BUFFER);

		b->dev = &n->dev;
		push(n, b);
		n->owned++;
	}
	return true;
}

static bool post(struct net *n, struct uc_netbuf *b)
{
	struct uc_sg sg = {uc_phys(b) + FRAME_AT - n->header, FRAME_ROOM + n->header};

	if (uc_virtq_add(n->rx, &sg, 0, 1, b)) {
		push(n, b);
		return false;
	}
	n->posted++;
	return true;
}

void uc_virtio_net_refill(struct net *n)
{
	while (n->posted < n->want && (n->free || grow(n))) {
		struct uc_netbuf *b = n->free;

		n->free = (void *)b->stack[0];
		if (!post(n, b))
			break;
	}
	uc_virtq_kick(n->rx);
}

unsigned uc_virtio_net_receive(struct net *n, unsigned budget)
{
	unsigned count = 0;
	struct uc_netbuf *b;
	uint32_t len;

	while (count < budget && (b = uc_virtq_get(n->rx, &len))) {
		struct header *h = (void *)((char *)b + FRAME_AT - n->header);

		n->posted--;
		count++;
		if (uc_unlikely(len < n->header + ETHERNET)) {
			push(n, b);
			continue;
		}
		b->data = (uint8_t *)b + FRAME_AT;
		b->len = len - n->header;
		b->room = FRAME_ROOM;
		b->next = NULL;
		b->flags = 0;
		if (n->dev.features & UC_NET_RX_CSUM)
			b->flags = h->flags & NEEDS_CSUM ? UC_NETBUF_CSUM_PARTIAL
				 : h->flags & DATA_VALID ? UC_NETBUF_CSUM_OK : 0;
		n->dev.input(&n->dev, b);
	}
	return count;
}

void uc_virtio_net_recycle(struct uc_netdev *dev, struct uc_netbuf *b)
{
	struct net *n = net_of(dev);

	push(n, b);
	/* poll refills, but is not called when the device can receive nothing */
	if (uc_unlikely(n->posted < n->want / 4))
		uc_virtio_net_refill(n);
}
