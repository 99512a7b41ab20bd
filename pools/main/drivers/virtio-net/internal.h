/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_VIRTIO_NET_INTERNAL_H
#define UC_VIRTIO_NET_INTERNAL_H
#include <uc/net.h>
#include <uc/virtio.h>

/* VIRTIO 1.1, 5.1.6 */
struct header {
	uint8_t flags;
#define NEEDS_CSUM 1
#define DATA_VALID 2
	uint8_t gso_type;
#define GSO_NONE  0
#define GSO_TCPV4 1
#define GSO_TCPV6 4
	uint16_t header_len, gso_size, csum_start, csum_offset;
	uint16_t buffers; /* only since version 1 */
};
#define HEADER_LEGACY 10

/* Two buffers a page. The device's header lies before the frame, and the
 * frame where its IP header is aligned to 4 bytes. */
#define BUFFER     2048
#define FRAME_AT   (UC_ALIGN_UP(sizeof(struct uc_netbuf) + sizeof(struct header) + 14, 4UL) - 14)
#define FRAME_ROOM (BUFFER - FRAME_AT)
#define ETHERNET   14

struct net {
	struct uc_netdev dev;
	struct uc_virtio *virtio;
	struct uc_virtq *rx, *tx;
	unsigned header;       /* bytes of it on this device */
	bool quiet;            /* interrupts are off */
	bool stalled;          /* send found the queue full */
	bool failed;           /* the stack was told */
	unsigned posted, want; /* receive buffers the device has, should have */
	unsigned owned, limit; /* buffers in all */
	struct uc_netbuf *free;
	struct header *tx_header; /* one a slot of the ring, by turns */
	unsigned tx_next, tx_mask, tx_pending;
};
static inline struct net *net_of(struct uc_netdev *dev)
{
	return UC_CONTAINER(dev, struct net, dev);
}

/* rx.c */
void uc_virtio_net_refill(struct net *n);
unsigned uc_virtio_net_receive(struct net *n, unsigned budget);
void uc_virtio_net_recycle(struct uc_netdev *dev, struct uc_netbuf *b);
/* tx.c */
int uc_virtio_net_send(struct uc_netdev *dev, const struct uc_netsend *s);
void uc_virtio_net_flush(struct uc_netdev *dev);
void uc_virtio_net_reclaim(struct net *n);
#endif
