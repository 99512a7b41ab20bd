/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/heap.h>
#include <uc/page.h>
#include "internal.h"

#define DEVICES 16

/* Masked until irq_on: a back end may ring as often as it likes. */
void uc_netfront_interrupt(void *arg)
{
	struct queue *q = arg;

	if (uc_xenbus_storm(&q->calm, q->port, uc_netfront_interrupt, q))
		return;
	uc_evtchn_mask(q->port);
	if (q->net->dev.kick)
		q->net->dev.kick(&q->net->dev);
}

/* Each queue has its turn to be the first, so that none takes all of the budget. */
static unsigned poll(struct uc_netdev *dev, unsigned budget)
{
	static unsigned turn;
	struct net *n = net_of(dev);
	unsigned came = 0;

	turn++;
	for (unsigned i = 0; i < n->count && !uc_netfront_dead(n); i++) {
		struct queue *q = n->queue[(turn + i) % n->count];

		uc_netfront_reclaim(q);
		came += uc_netfront_receive(q, budget - came);
		if (uc_netfront_posted(q) < n->want)
			uc_netfront_refill(q);
	}
	return came;
}

static bool irq_on(struct uc_netdev *dev)
{
	struct net *n = net_of(dev);
	bool more = false;

	if (uc_netfront_dead(n))
		return false;
	for (unsigned i = 0; i < n->count; i++) {
		struct queue *q = n->queue[i];

		more |= uc_xen_ring_event(&q->rx);
		if (q->stalled)
			more |= uc_xen_ring_event(&q->tx);
	}
	for (unsigned i = 0; i < n->count && !more; i++)
		uc_evtchn_unmask(n->queue[i]->port);
	return more;
}

static bool carrier(struct uc_netdev *dev)
{
	struct net *n = net_of(dev);

	return n->up && !n->broken;
}

static const struct uc_netdev_ops ops = {
	.send = uc_netfront_send,
	.flush = uc_netfront_flush,
	.poll = poll,
	.recycle = uc_netfront_recycle,
	.irq_on = irq_on,
	.link = carrier,
};

static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

/* "00:16:3e:01:02:03" */
static int address(struct net *n)
{
	char path[UC_XENSTORE_PATH], *text;
	int e;

	n->bus.node = "mac";
	uc_xenstore_join(path, n->bus.path, n->bus.node);
	e = uc_xenstore_read(UC_XENSTORE_NO_TX, path, &text);
	if (e)
		return e;
	if (strlen(text) != 17)
		e = -EINVAL;
	for (unsigned i = 0; i < 6 && !e; i++) {
		int high = hex(text[3 * i]), low = hex(text[3 * i + 1]);

		if (high < 0 || low < 0 || (i < 5 && text[3 * i + 2] != ':'))
			e = -EINVAL;
		n->dev.mac[i] = high << 4 | low;
	}
	uc_free(text);
	return e ? e : n->dev.mac[0] & 1 ? -EINVAL : 0;
}

/* A ring's worth of receive buffers if that is little of the memory; in all, so
 * many that full sockets cannot take the whole machine. */
static void size_buffers(struct net *n)
{
	struct uc_page_stats st;

	uc_page_stats(&st);
	n->want = UC_MIN(UC_MAX(st.total / 64, 16UL), (uint64_t)RING);
	n->limit = UC_MAX(st.total / 4, (uint64_t)n->want);
}

static int start(struct net *n, unsigned index)
{
	int e;

	n->dev.name = "netfront";
	n->dev.ops = &ops;
	n->bus.driver = n;
	n->bus.changed = uc_netfront_changed;
	n->bus.left = uc_netfront_left;
	n->bus.again = uc_netfront_again;
	e = uc_xenbus_find(&n->bus, "vif", index);
	if (e)
		return e;
	size_buffers(n);
	e = address(n);
	if (!e)
		uc_netfront_ip(n);
	if (!e)
		e = uc_netfront_connect(n);
	for (unsigned i = 0; i < n->count && !e; i++)
		uc_netfront_refill(n->queue[i]);
	if (e)
		uc_xenbus_refuse(&n->bus, e);
	return e;
}

/* One that cannot be started does not hide the next. */
static struct uc_netdev *probe(unsigned index)
{
	static unsigned looked, count;
	static struct net *found[DEVICES];

	while (index >= count && count < DEVICES) {
		struct net *n = uc_zalloc(sizeof *n);
		int e = n ? start(n, looked) : -ENODEV;

		if (e == -ENODEV) {
			uc_free(n);
			break;
		}
		looked++; /* one that failed keeps its watch */
		if (!e)
			found[count++] = n;
	}
	return index < count ? &found[index]->dev : NULL;
}

const struct uc_netdev_driver uc_netfront_driver = {"netfront", probe};
