/* SPDX-License-Identifier: BSD-3-Clause */
/* VIRTIO 1.1, 5.1. */
#include <uc/heap.h>
#include <uc/page.h>
#include "internal.h"

#define F_CSUM       (1ULL << 0)
#define F_GUEST_CSUM (1ULL << 1)
#define F_MTU        (1ULL << 3)
#define F_MAC        (1ULL << 5)
#define F_HOST_TSO4  (1ULL << 11)
#define F_HOST_TSO6  (1ULL << 12)
#define F_STATUS     (1ULL << 16)
#define F_ANY_LAYOUT (1ULL << 27)

#define CONFIG_MAC    0
#define CONFIG_STATUS 6
#define CONFIG_MTU    10
#define LINK_UP       1

#define RX_QUEUE 0
#define TX_QUEUE 1
#define RING     256
#define MTU      1500

static void interrupt(void *arg)
{
	struct net *n = arg;

	if (n->quiet)
		return;
	n->quiet = true;
	uc_virtq_irq_off(n->rx);
	uc_virtq_irq_off(n->tx);
	if (n->dev.kick)
		n->dev.kick(&n->dev);
}

/* What a stopped device had is given back, once. */
static void give_up(struct net *n)
{
	void *cookie;

	n->failed = true;
	while ((cookie = uc_virtq_drain(n->tx)))
		n->dev.sent(&n->dev, cookie);
	n->tx_pending = 0;
}

static unsigned poll(struct uc_netdev *dev, unsigned budget)
{
	struct net *n = net_of(dev);
	unsigned count;

	uc_virtio_net_reclaim(n);
	count = uc_virtio_net_receive(n, budget);
	if (n->posted < n->want)
		uc_virtio_net_refill(n);
	if (uc_unlikely(uc_virtio_broken(n->virtio)) && !n->failed)
		give_up(n);
	return count;
}

static bool irq_on(struct uc_netdev *dev)
{
	struct net *n = net_of(dev);
	unsigned long f;
	bool more;

	if (uc_virtio_broken(n->virtio))
		return false;
	f = uc_irq_save();
	n->quiet = false;
	more = uc_virtq_irq_on(n->rx);
	if (n->stalled)
		more |= uc_virtq_irq_on(n->tx);
	if (more) {
		n->quiet = true;
		uc_virtq_irq_off(n->rx);
		uc_virtq_irq_off(n->tx);
	}
	uc_irq_restore(f);
	return more;
}

static bool carrier(struct uc_netdev *dev)
{
	struct net *n = net_of(dev);

	return !uc_virtio_broken(n->virtio) &&
	       uc_virtio_config16(n->virtio, CONFIG_STATUS) & LINK_UP;
}

static const struct uc_netdev_ops ops = {
	.send = uc_virtio_net_send,
	.flush = uc_virtio_net_flush,
	.poll = poll,
	.recycle = uc_virtio_net_recycle,
	.irq_on = irq_on,
};
static const struct uc_netdev_ops ops_status = {
	.send = uc_virtio_net_send,
	.flush = uc_virtio_net_flush,
	.poll = poll,
	.recycle = uc_virtio_net_recycle,
	.irq_on = irq_on,
	.link = carrier,
};

/* Without an address from the host: one made up, locally administered. */
static void address(struct net *n, uint64_t features)
{
	uint64_t t = uc_rdtsc() * 0x9e3779b97f4a7c15;

	for (unsigned i = 0; i < 6; i++)
		n->dev.mac[i] = features & F_MAC
			? uc_virtio_config8(n->virtio, CONFIG_MAC + i)
			: t >> (8 * i + 16);
	if (!(features & F_MAC))
		n->dev.mac[0] = (n->dev.mac[0] & 0xfc) | 2;
}

static void describe(struct net *n, uint64_t features)
{
	unsigned mtu = MTU;

	address(n, features);
	if (features & F_MTU)
		mtu = UC_MIN(uc_virtio_config16(n->virtio, CONFIG_MTU),
			     FRAME_ROOM - ETHERNET);
	n->dev.name = "virtio-net";
	n->dev.mtu = mtu < 68 ? MTU : mtu; /* RFC 791: the least there is */
	n->dev.ops = features & F_STATUS ? &ops_status : &ops;
	n->dev.features = (features & F_CSUM ? UC_NET_TX_CSUM : 0) |
			  (features & F_GUEST_CSUM ? UC_NET_RX_CSUM : 0);
	/* not where one large frame would need a queue that is as good as empty */
	if (features & F_CSUM && uc_virtq_size(n->tx) >= 2 * UC_NET_PIECES)
		n->dev.features |= (features & F_HOST_TSO4 ? UC_NET_TSO4 : 0) |
				   (features & F_HOST_TSO6 ? UC_NET_TSO6 : 0);
}

/* A ring's worth of receive buffers if that is little of the memory; in all, so
 * many that full sockets cannot take the whole machine. */
static void size_buffers(struct net *n)
{
	struct uc_page_stats st;
	uint64_t least = 16;

	uc_page_stats(&st);
	n->want = UC_MIN(UC_MAX(st.total / 64, least), (uint64_t)uc_virtq_size(n->rx));
	n->limit = UC_MAX(st.total / 2, (uint64_t)n->want); /* a quarter */
}

static bool start(struct net *n)
{
	uint64_t features;

	if (uc_virtio_start(n->virtio,
			    F_CSUM | F_GUEST_CSUM | F_MTU | F_MAC | F_STATUS |
				    F_HOST_TSO4 | F_HOST_TSO6, &features))
		return false;
	/* the header and the frame are one piece */
	if (uc_virtio_legacy(n->virtio) && !(features & F_ANY_LAYOUT))
		return false;
	n->header = uc_virtio_legacy(n->virtio) ? HEADER_LEGACY : sizeof(struct header);
	n->quiet = true;
	n->rx = uc_virtq_new(n->virtio, RX_QUEUE, RING, interrupt, n);
	n->tx = uc_virtq_new(n->virtio, TX_QUEUE, RING, interrupt, n);
	if (!n->rx || !n->tx)
		return false;
	uc_virtq_irq_off(n->rx);
	uc_virtq_irq_off(n->tx);
	n->tx_mask = uc_virtq_size(n->tx) - 1;
	n->tx_header = uc_calloc(n->tx_mask + 1, sizeof *n->tx_header);
	if (!n->tx_header)
		return false;
	describe(n, features);
	size_buffers(n);
	uc_virtio_ready(n->virtio);
	uc_virtio_net_refill(n);
	return n->posted > 0;
}

/* One that cannot be started does not hide the next. */
static struct uc_netdev *probe(unsigned index)
{
	static unsigned looked, count;
	static struct net *found[16];
	struct uc_virtio *v;

	while (index >= count && count < UC_ARRAY_SIZE(found) &&
	       (v = uc_virtio_find(UC_VIRTIO_NET, looked))) {
		struct net *n = uc_zalloc(sizeof *n);

		if (!n)
			break;
		looked++;
		n->virtio = v;
		if (start(n)) {
			found[count++] = n;
			continue;
		}
		uc_printk("virtio %s: cannot be used as a network device\n", uc_virtio_name(v));
		uc_virtio_stop(v);
	}
	return index < count ? &found[index]->dev : NULL;
}

const struct uc_netdev_driver uc_virtio_net_driver = {"virtio-net", probe};
