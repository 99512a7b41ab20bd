/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_NETFRONT_INTERNAL_H
#define UC_NETFRONT_INTERNAL_H
#include <uc/net.h>
#include <uc/xen/bus.h>
#include <uc/xen/events.h>
#include <uc/xen/ring.h>
#include <xen/io/netif.h>

#define RING      256   /* slots of a ring of one page, for both kinds */
#define QUEUES    8     /* at most */
#define ETHERNET  14
#define FRAME_MAX 65535 /* bytes: a request's size has 16 bits */
/* Requests of a frame at most: what every back end takes (XEN_NETIF_NR_SLOTS_MIN
 * is named by netif.h, and not defined), and one that Linux's may add. */
#define SLOTS     19
#define EXTRAS    (XEN_NETIF_EXTRA_TYPE_MAX - 1)

/* A page to receive into. While it is free the first word of stack links it. */
struct buffer {
	struct uc_netbuf b;
	uint8_t *page;
};

/* A frame that arrives in several buffers. */
struct incoming {
	struct uc_netbuf *first, *last;
	uint32_t len;
	unsigned slots, extras;
	bool extra; /* the next slot is extra information */
	bool more;  /* data follow */
	bool bad;   /* to be thrown away when its end has come */
};

struct queue {
	struct net *net;
	int port;
	struct uc_xenbus_calm calm;
	struct uc_xen_ring rx, tx;
	bool stalled; /* send found the ring full */
	/* By place in the ring: responses come in the order of requests. */
	struct buffer *rx_buffer[RING];
	grant_ref_t rx_ref[RING];
	struct incoming in;
	/* Numbers by which requests to send are known: those that are free. */
	unsigned tx_free;
	uint16_t tx_id[RING];
	unsigned tx_extras; /* slots without a number that the back end has */
	struct {
		uint8_t *page;  /* granted for reading as long as we are connected */
		grant_ref_t ref;
		bool out;       /* the back end has it */
	} tx_slot[RING];
};

struct net {
	struct uc_netdev dev;
	struct uc_xenbus bus;
	char ip[64];           /* what dev.ip is */
	const char *broken;    /* how the back end broke the rules; NULL: it did not */
	volatile bool lost;    /* it went away; there are no rings */
	volatile bool up;      /* connected */
	bool given_up;
	bool sg;               /* the back end takes frames in several pieces */
	unsigned failures;     /* to connect again, in a row */
	unsigned want;         /* receive buffers that the back end should have a queue */
	unsigned owned, limit; /* buffers in all */
	struct buffer *free;
	unsigned count;        /* queues in use */
	struct queue *queue[QUEUES]; /* once made they stay */
};
static inline struct net *net_of(struct uc_netdev *dev)
{
	return UC_CONTAINER(dev, struct net, dev);
}
static inline bool uc_netfront_dead(const struct net *n)
{
	return n->broken || n->lost;
}

/* From poll and send: says what the back end did. The device is not used until
 * xenstore's thread has seen whether it is one that left. */
void uc_netfront_fail(struct net *n, const char *why);

/* ip.c: sleeps. */
void uc_netfront_ip(struct net *n);
/* connect.c. Sleeps. 0 or -errno. */
int uc_netfront_connect(struct net *n);
/* recover.c, in xenstore's thread: after a change of the back end's state, and in
 * another domain. */
void uc_netfront_changed(struct uc_xenbus *b);
void uc_netfront_left(struct uc_xenbus *b);
void uc_netfront_again(struct uc_xenbus *b);
void uc_netfront_interrupt(void *queue);

/* queue.c: rings and a channel for the first `count`; 0 or -errno. */
int uc_netfront_open(struct net *n, unsigned count);
/* Takes back everything that the back end had. */
void uc_netfront_close(struct net *n);

/* rx.c */
static inline unsigned uc_netfront_posted(const struct queue *q)
{
	return q->rx.req_prod - q->rx.rsp_cons;
}
void uc_netfront_refill(struct queue *q);
unsigned uc_netfront_receive(struct queue *q, unsigned budget);
void uc_netfront_recycle(struct uc_netdev *dev, struct uc_netbuf *b);
void uc_netfront_rx_drop(struct queue *q);
/* tx.c */
int uc_netfront_send(struct uc_netdev *dev, const struct uc_netsend *s);
void uc_netfront_flush(struct uc_netdev *dev);
void uc_netfront_reclaim(struct queue *q);
void uc_netfront_tx_drop(struct queue *q);
/* flow.c: the queue for a frame, the same for all frames of a connection. */
unsigned uc_netfront_flow(const struct uc_netsend *s, unsigned queues);
#endif
