/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Devices under packet sockets. Where an IP stack drives them it goes on doing
 * so, and we look at what passes; where none does a thread of ours takes its part.
 */
#include <uc/heap.h>
#include <uc/thread.h>
#include "packet.h"

#define BUDGET 64
#define OURS   1UL /* in a cookie: the frame is one of uc_packet_send's */

struct tap {
	void (*input)(struct uc_netdev *, struct uc_netbuf *); /* the stack's, or NULL */
	void (*sent)(struct uc_netdev *, void *);
	const struct uc_netdev_ops *device;
	struct uc_netdev_ops ops; /* the device's, and our send */
};
static struct tap taps[UC_NETDEVS];
static struct uc_waitq work = UC_WAITQ_INIT(work);
static volatile bool kicked;

struct uc_netdev *uc_packet_dev(int index)
{
	return index < UC_PACKET_FIRST ? NULL : uc_netdev_get(index - UC_PACKET_FIRST);
}

int uc_packet_name(const char *name)
{
	const char *end;
	uint64_t n;

	if (strncmp(name, "eth", 3) || name[3] < '0' || name[3] > '9')
		return 0;
	n = uc_strtou(name + 3, &end);
	return *end || n >= UC_NETDEVS || !uc_netdev_get(n) ? 0 : (int)n + UC_PACKET_FIRST;
}

static int index_of(struct uc_netdev *dev)
{
	int i = UC_PACKET_FIRST;

	while (uc_packet_dev(i) != dev)
		i++;
	return i;
}

static uint16_t protocol_of(const void *frame)
{
	uint16_t type;

	memcpy(&type, (const char *)frame + offsetof(struct ethhdr, h_proto), sizeof type);
	return type;
}

/* The frame in one piece; a device that joins frames hands on several buffers. */
static void received(struct uc_netdev *dev, int index, const struct uc_netbuf *b)
{
	uint8_t *whole = NULL;
	size_t n = 0;

	if (b->len < ETH_HLEN || !uc_packet_wanted(index, protocol_of(b->data), false, NULL))
		return;
	for (const struct uc_netbuf *x = b; x; x = x->next)
		n += x->len;
	if (b->next && !(whole = uc_malloc(n)))
		return;
	if (whole) {
		size_t at = 0;

		for (const struct uc_netbuf *x = b; x; at += x->len, x = x->next)
			memcpy(whole + at, x->data, x->len);
	}
	uc_packet_pass(dev, index, whole ? whole : b->data, n, false, NULL);
	uc_free(whole);
}

static struct uc_packet *sender; /* of the frame that is being sent, if a socket is */

/* Memory of a frame that was sent may be another's at once: so the copy is made
 * before. What the device would have filled in, as checksums, is not there. */
static int send_tapped(struct uc_netdev *dev, const struct uc_netsend *s)
{
	int index = index_of(dev), r;
	const struct uc_netdev_ops *device = taps[index - UC_PACKET_FIRST].device;
	uint8_t *whole = NULL;
	size_t n = 0;

	if (s->count && s->piece[0].len >= ETH_HLEN && uc_packet_wanted(index, protocol_of(s->piece[0].data), true, sender)) {
		for (unsigned i = 0; i < s->count; i++)
			n += s->piece[i].len;
		whole = uc_malloc(n);
	}
	if (whole) {
		size_t at = 0;

		for (unsigned i = 0; i < s->count; at += s->piece[i].len, i++)
			memcpy(whole + at, s->piece[i].data, s->piece[i].len);
	}
	r = device->send(dev, s);
	if (!r && whole)
		uc_packet_pass(dev, index, whole, n, true, sender);
	uc_free(whole);
	return r;
}

static void input(struct uc_netdev *dev, struct uc_netbuf *b)
{
	int i = index_of(dev);
	struct tap *t = &taps[i - UC_PACKET_FIRST];

	received(dev, i, b);
	if (t->input) {
		t->input(dev, b);
		return;
	}
	for (struct uc_netbuf *next; b; b = next) {
		next = b->next; /* recycle uses b */
		dev->ops->recycle(dev, b);
	}
}

static void sent(struct uc_netdev *dev, void *cookie)
{
	struct tap *t = &taps[index_of(dev) - UC_PACKET_FIRST];

	if ((uintptr_t)cookie & OURS)
		uc_free((void *)((uintptr_t)cookie & ~OURS));
	else if (t->sent)
		t->sent(dev, cookie);
}

static void kick(struct uc_netdev *dev)
{
	(void)dev;
	kicked = true;
	uc_wake(&work, -1, 0);
}

/* Those that no stack drives. */
static void serve(void *arg)
{
	struct uc_netdev *dev;

	(void)arg;
	for (;;) {
		unsigned n = 0;
		bool more = false;

		kicked = false;
		for (unsigned i = 0; (dev = uc_netdev_get(i)); i++)
			if (!taps[i].input)
				n += dev->ops->poll(dev, BUDGET);
		if (n) {
			uc_yield();
			continue;
		}
		for (unsigned i = 0; (dev = uc_netdev_get(i)); i++)
			if (!taps[i].input)
				more |= dev->ops->irq_on(dev);
		if (!more)
			uc_wait_until(&work, kicked, UINT64_MAX, false);
	}
}

int uc_packet_start(void)
{
	static bool started;
	struct uc_netdev *dev;
	bool alone = false;

	if (started)
		return 0;
	for (unsigned i = 0; (dev = uc_netdev_get(i)); i++)
		alone |= !dev->input;
	if (alone && !uc_thread_kernel("packetd", serve, NULL))
		return -ENOMEM;
	started = true;
	for (unsigned i = 0; (dev = uc_netdev_get(i)); i++) {
		taps[i] = (struct tap){dev->input, dev->sent, dev->ops, *dev->ops};
		taps[i].ops.send = send_tapped;
		dev->ops = &taps[i].ops;
		dev->input = input;
		dev->sent = sent;
		if (!taps[i].input)
			dev->kick = kick;
	}
	return 0;
}

int uc_packet_send(struct uc_packet *from, struct uc_netdev *dev, const void *frame, size_t n)
{
	struct uc_netpiece piece = {.len = n};
	struct uc_netsend s = {.piece = &piece, .count = 1};
	void *copy;
	int r;

	if (n > (dev->mtu ? dev->mtu : ETH_DATA_LEN) + (size_t)ETH_HLEN)
		return -EMSGSIZE;
	copy = uc_malloc(n);
	if (!copy)
		return -ENOBUFS;
	piece.data = memcpy(copy, frame, n);
	s.cookie = (void *)((uintptr_t)copy | OURS);
	sender = from;
	r = dev->ops->send(dev, &s);
	if (r == -ENOBUFS) {
		dev->ops->flush(dev);
		r = dev->ops->send(dev, &s);
	}
	sender = NULL;
	if (r < 0)
		uc_free(copy);
	else
		dev->ops->flush(dev);
	return r < 0 ? -ENOBUFS : 0;
}
