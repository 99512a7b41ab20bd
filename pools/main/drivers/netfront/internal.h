/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_NETFRONT_INTERNAL_H
#define UC_NETFRONT_INTERNAL_H
#include <uc/net.h>
#include <uc/xen/bus.h>
#include <uc/xen/events.h>
#include <uc/xen/ring.h>
#include <xen/io/netif.h>

#define RING     256 /* slots of a ring of one page, for both kinds */
#define ETHERNET 14

/* A page to receive into. While it is free the first word of stack links it. */
struct buffer {
	struct uc_netbuf b;
	uint8_t *page;
};

/* Numbers by which requests are known: those that are not in use. */
struct ids {
	unsigned count;
	uint16_t id[RING];
};

struct net {
	struct uc_netdev dev;
	struct uc_xenbus bus;
	struct uc_xen_ring rx, tx;
	int port;
	char ip[64];           /* what dev.ip is */
	bool broken;           /* the back end broke the rules */
	volatile bool lost;    /* it went away; there are no rings */
	volatile bool up;      /* connected */
	bool stalled;          /* send found the ring full */
	unsigned want;         /* receive buffers that the back end should have */
	unsigned owned, limit; /* buffers in all */
	struct buffer *free;
	struct ids rx_free, tx_free;
	struct buffer *rx_buffer[RING]; /* what the back end has, by request */
	grant_ref_t rx_ref[RING];
	struct {
		uint8_t *page;  /* granted for reading as long as we are connected */
		grant_ref_t ref;
		bool out;       /* the back end has it */
	} tx_slot[RING];
};
static inline struct net *net_of(struct uc_netdev *dev)
{
	return UC_CONTAINER(dev, struct net, dev);
}
static inline unsigned uc_netfront_posted(const struct net *n)
{
	return RING - n->rx_free.count;
}

/* Says what the back end did; the device is not used any more. */
void uc_netfront_fail(struct net *n, const char *why);
/* ip.c: sleeps. */
void uc_netfront_ip(struct net *n);
/* connect.c: both sleep. 0 or -errno. */
int uc_netfront_connect(struct net *n);
void uc_netfront_changed(struct uc_xenbus *b);
void uc_netfront_left(struct uc_xenbus *b);
void uc_netfront_again(struct uc_xenbus *b);
void uc_netfront_interrupt(void *arg);
/* Takes back everything that the back end had. */
void uc_netfront_disconnect(struct net *n);
/* rx.c */
void uc_netfront_refill(struct net *n);
unsigned uc_netfront_receive(struct net *n, unsigned budget);
void uc_netfront_recycle(struct uc_netdev *dev, struct uc_netbuf *b);
void uc_netfront_rx_drop(struct net *n);
/* tx.c */
int uc_netfront_send(struct uc_netdev *dev, const struct uc_netsend *s);
void uc_netfront_flush(struct uc_netdev *dev);
void uc_netfront_reclaim(struct net *n);
void uc_netfront_tx_drop(struct net *n);
#endif
