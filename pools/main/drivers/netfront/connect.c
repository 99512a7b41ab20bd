/* SPDX-License-Identifier: BSD-3-Clause */
/* Agreeing with the back end (Xen, public/io/netif.h), at the beginning and when
 * it comes back after it was gone. */
#include <uc/cmdline.h>
#include "internal.h"

#define MTU    1500
#define READY  (1 << XenbusStateInitWait | 1 << XenbusStateInitialised)
#define COMMON 7 /* nodes besides the queues' */
#define NODES  3 /* of a queue */

static void describe(struct net *n)
{
	struct uc_xenbus *b = &n->bus;

	n->sg = uc_xenbus_number(b, "feature-sg", 1, 0);
	n->dev.mtu = uc_xenbus_number(b, "mtu", n->sg ? FRAME_MAX - ETHERNET : MTU, MTU);
	if (n->dev.mtu < 68) /* RFC 791: the least there is */
		n->dev.mtu = MTU;
	/* the stack asks for both versions of IP or none */
	n->dev.features = UC_NET_RX_CSUM;
	if (!uc_xenbus_number(b, "feature-no-csum-offload", 1, 0) &&
	    uc_xenbus_number(b, "feature-ipv6-csum-offload", 1, 0))
		n->dev.features |= UC_NET_TX_CSUM;
	if (!n->sg || !(n->dev.features & UC_NET_TX_CSUM))
		return;
	if (uc_xenbus_number(b, "feature-gso-tcpv4", 1, 0))
		n->dev.features |= UC_NET_TSO4;
	if (uc_xenbus_number(b, "feature-gso-tcpv6", 1, 0))
		n->dev.features |= UC_NET_TSO6;
}

/* One, unless the command line says netfront.queues=N: a processor of ours gains
 * nothing by a second one, and pays 1.5 MiB of memory for it. */
static unsigned queues(unsigned most)
{
	const char *word = uc_cmdline_get("netfront.queues"), *end;
	uint64_t n = word ? uc_strtou(word, &end) : 1;

	if (word && (*word < '0' || *word > '9' || *end || !n || n > QUEUES)) {
		uc_printk("netfront.queues=%s: a number from 1 to %u is expected\n", word, QUEUES);
		n = 1;
	}
	return UC_MIN(n, most);
}

static int publish(struct net *n, bool multi)
{
	/* a frame of many slots needs as many buffers at once */
	bool large = n->want >= 2 * SLOTS;
	struct uc_xenbus_value v[COMMON + 1 + QUEUES * NODES] = {
		{.node = "request-rx-copy", .number = 1},
		{.node = "feature-rx-notify", .number = 1},
		{.node = "feature-no-csum-offload", .number = 0},
		{.node = "feature-ipv6-csum-offload", .number = 1},
		{.node = "feature-sg", .number = large},
		{.node = "feature-gso-tcpv4", .number = large},
		{.node = "feature-gso-tcpv6", .number = large},
	};
	static const char *const names[NODES] = {"rx-ring-ref", "tx-ring-ref", "event-channel"};
	char node[QUEUES][NODES][32];
	unsigned k = COMMON;

	if (multi)
		v[k++] = (struct uc_xenbus_value){.node = "multi-queue-num-queues", .number = n->count};
	for (unsigned i = 0; i < n->count; i++) {
		const struct queue *q = n->queue[i];
		const uint64_t number[NODES] = {q->rx.refs[0], q->tx.refs[0], q->port};

		for (unsigned j = 0; j < NODES; j++) {
			if (n->count > 1)
				uc_snprintf(node[i][j], sizeof node[i][j], "queue-%u/%s", i, names[j]);
			v[k++] = (struct uc_xenbus_value){
				.node = n->count > 1 ? node[i][j] : names[j], .number = number[j]};
		}
	}
	return uc_xenbus_publish(&n->bus, v, k);
}

int uc_netfront_connect(struct net *n)
{
	unsigned most;
	int e = uc_xenbus_await(&n->bus, READY);

	if (e)
		return e;
	if (!uc_xenbus_number(&n->bus, "feature-rx-copy", 1, 0))
		return -ENOTSUP;
	most = uc_xenbus_number(&n->bus, "multi-queue-max-queues", UINT32_MAX, 0);
	e = uc_netfront_open(n, queues(UC_MAX(most, 1u)));
	if (!e) {
		describe(n);
		e = publish(n, most);
	}
	if (!e)
		e = uc_xenbus_say(&n->bus, XenbusStateConnected);
	if (!e)
		e = uc_xenbus_await(&n->bus, 1 << XenbusStateConnected);
	if (e)
		uc_netfront_close(n);
	else
		n->up = true;
	return e;
}
