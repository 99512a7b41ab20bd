/* SPDX-License-Identifier: BSD-3-Clause */
/* Between the parts of the network stack; nothing outside includes this. */
#ifndef UC_LWIP_NET_H
#define UC_LWIP_NET_H
#include <uc/net.h>
#include <uc/netif.h>

/* Segments of one connection that wait to be sent as one frame: net_send.c. */
#define UC_BURST 45 /* of 1460 bytes, more than a frame may have */
struct uc_burst {
	unsigned count, pieces;
	uint16_t tcp, data;  /* where TCP's header and the data begin */
	uint16_t size;       /* data of each segment but the last */
	uint16_t flags;      /* TCP's, of all of them */
	bool v6, closed;     /* closed: nothing can follow */
	uint32_t bytes;      /* of data */
	uint32_t next;       /* sequence number of what may follow */
	struct pbuf *segment[UC_BURST];
};

/* One Ethernet device under lwIP. */
struct uc_eth {
	struct netif nif;      /* first: netif->state also points here */
	struct uc_netdev *dev;
	u16_t checks;          /* chksum_flags without offload of a frame */
	bool dirty;            /* frames queued, doorbell not rung */
	bool stalled;          /* a frame found the queue full */
	unsigned sending;      /* frames that the device has */
	bool configured;       /* IPv4 settled, or none wanted */
	uint64_t started;      /* monotonic ns at which DHCP began */
	bool complained;
	unsigned announce;     /* how often it still says which addresses are here */
	char hostname[64];
	struct uc_burst burst;
	struct uc_eth *next;
};
extern struct uc_eth *uc_net_eths;

/* Runs the stack: receive, loop back, timers when due, doorbells. Returns how
 * many frames came. Never out of a callback of lwIP's. */
unsigned uc_net_poll(void);
/* After anything that may have sent: loops back and sees that doorbells are
 * rung soon (at the next poll, or by netd). */
void uc_net_sent(void);
void uc_net_flush(void);
/* Makes netd run when the CPU is free. Callable from interrupts. */
void uc_net_wake(void);
void uc_netd_start(void);
/* The program has ended: sends what it left, for a second at most. */
void uc_net_finish(void);

/* Timers: runs what is due; when the next is (monotonic ns). */
void uc_net_timers(void);
uint64_t uc_net_timer_next(void);
bool uc_net_tentative(void); /* an IPv6 address is still being checked */

/* lwIP's way to the device; and what the device calls when it is done. */
err_t uc_net_output(struct netif *nif, struct pbuf *p);
void uc_net_frame_sent(struct uc_netdev *dev, void *cookie);
/* Hands over what waits to be joined. false: the device's queue is full. */
bool uc_net_burst_out(struct uc_eth *e);

/* Goes by what the device can do now. */
void uc_net_offers(struct uc_eth *e);
void uc_net_devices(void);    /* probes the class and adds each to lwIP */
void uc_net_configure(struct uc_eth *e); /* as ip= and ip6= say */
void uc_net_no_device(void);    /* there is none to configure */
void uc_net_config_tick(void);           /* once a second, in netd */
void uc_net_config_listen(void);
/* Waits until addresses are settled or deadline: 0, -EINTR, -ETIMEDOUT. */
int uc_net_wait_configured(uint64_t deadline);
bool uc_net_configured(void);
/* The same for IPv4 alone, which is what names servers; true if it waited. */
bool uc_net_wait_ipv4(void);
void uc_net_announce_moved(void);        /* in netd: says where a device's addresses are now */
void uc_net_announce_tick(void);         /* once a second: again */
void uc_net_resolv_update(void);         /* in netd: writes resolv.conf */
extern bool uc_net_resolv_dirty;

/* Keyed hash (SipHash-2-4) under a secret of this boot. */
uint64_t uc_net_hash(const void *data, size_t n);
#endif
