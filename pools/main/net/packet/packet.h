/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_PACKET_H
#define UC_PACKET_H
#include <netinet/if_ether.h>
#include <netpacket/packet.h>
#include <uc/net.h>

/* A received frame in a socket's queue. */
struct uc_packet_frame {
	struct uc_packet_frame *next;
	struct sockaddr_ll from;
	size_t len;
	uint8_t data[];
};
struct uc_packet {
	struct uc_socket s; /* first */
	struct uc_packet *next;
	struct uc_waitq q;
	struct uc_packet_frame *head, **tail;
	size_t queued;           /* bytes */
	uint32_t received, dropped; /* since PACKET_STATISTICS was asked */
	uint16_t protocol;       /* network order; 0: nothing is received */
	int index;               /* of the interface; 0: any */
	bool no_outgoing;        /* PACKET_IGNORE_OUTGOING */
};

/* Interfaces: index as of Linux, lo has 1; NULL: there is none. */
#define UC_PACKET_FIRST 2
struct uc_netdev *uc_packet_dev(int index);
int uc_packet_name(const char *name); /* "eth0": its index, or 0 */
/* Sees to it that frames come. 0 or -ENOMEM. */
int uc_packet_start(void);
/* Sends a copy: 0, -ENOBUFS, -EMSGSIZE. from does not see it go out. */
int uc_packet_send(struct uc_packet *from, struct uc_netdev *dev, const void *frame, size_t n);
/* Whether frames of that protocol (network order) go to anyone: those that come in,
 * or those that go out, unless by is the sender. */
bool uc_packet_wanted(int index, uint16_t protocol, bool outgoing, const struct uc_packet *by);
/* A whole frame has come in, or goes out. */
void uc_packet_pass(struct uc_netdev *dev, int index, const uint8_t *frame, size_t n, bool outgoing, const struct uc_packet *by);
long uc_packet_ioctl(struct uc_packet *p, unsigned long request, long arg);
#endif
