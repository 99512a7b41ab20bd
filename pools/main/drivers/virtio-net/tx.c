/* SPDX-License-Identifier: BSD-3-Clause */
/* Sending: a header of ours, then the stack's pieces where they lie. */
#include "internal.h"

/* A frame that the device need not complete. */
static const struct header plain;

/* There is one for every descriptor, and a frame with one takes two or more:
 * so the one whose turn it is was used long ago. */
static const struct header *fill(struct net *n, const struct uc_netsend *s)
{
	struct header *h = &n->tx_header[n->tx_next++ & n->tx_mask];

	*h = (struct header){
		.flags = NEEDS_CSUM,
		.csum_start = s->csum_start,
		.csum_offset = s->csum_offset,
	};
	if (s->gso_size) {
		h->gso_type = s->gso_v6 ? GSO_TCPV6 : GSO_TCPV4;
		h->gso_size = s->gso_size;
		h->header_len = s->gso_header;
	}
	return h;
}

int uc_virtio_net_send(struct uc_netdev *dev, const struct uc_netsend *s)
{
	struct net *n = net_of(dev);
	struct uc_sg sg[1 + UC_NET_PIECES];
	unsigned count = s->count;

	if (uc_unlikely(!count || count > UC_NET_PIECES))
		return -EINVAL;
	if (uc_virtq_free(n->tx) <= count) {
		uc_virtio_net_reclaim(n);
		if (uc_virtq_free(n->tx) <= count) {
			n->stalled = true;
			return -ENOBUFS;
		}
	}
	sg[0].pa = uc_phys(s->csum_start ? fill(n, s) : &plain);
	sg[0].len = n->header;
	for (unsigned i = 0; i < count; i++) {
		sg[1 + i].pa = uc_phys(s->piece[i].data);
		sg[1 + i].len = s->piece[i].len;
	}
	int r = uc_virtq_add(n->tx, sg, 1 + count, 0, s->cookie);
	if (!r)
		n->tx_pending++;
	return r;
}

void uc_virtio_net_flush(struct uc_netdev *dev)
{
	uc_virtq_kick(net_of(dev)->tx);
}

void uc_virtio_net_reclaim(struct net *n)
{
	void *cookie;

	while (n->tx_pending && (cookie = uc_virtq_get(n->tx, NULL))) {
		n->tx_pending--;
		n->stalled = false;
		n->dev.sent(&n->dev, cookie);
	}
}
