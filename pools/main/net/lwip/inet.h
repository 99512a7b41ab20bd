/* SPDX-License-Identifier: BSD-3-Clause */
/* AF_INET and AF_INET6 sockets, directly upon lwIP's control blocks. */
#ifndef UC_LWIP_INET_H
#define UC_LWIP_INET_H
#include "net.h"
#include "lwip/ip_addr.h"

struct tcp_pcb;
struct pbuf;

/* What the three kinds have in common. */
struct uc_inet {
	struct uc_socket s; /* first */
	struct uc_waitq q;
	ip_addr_t local, remote;
	uint16_t local_port, remote_port;
	bool v6only, bound, connected, has_peer;
	uint8_t ttl, tos, mcast_ttl;
	bool mcast_loop, hdrincl;
	uint8_t netif;       /* lwIP's index, 0: any (SO_BINDTODEVICE) */
	uint8_t mcast_netif;
	int error;           /* SO_ERROR, positive */
	struct uc_membership *groups;
};

/*
 * Addresses. from: checks family and length for the socket; port in host order.
 * to: fills ss as the socket's family has it.
 */
int uc_inet_addr_from(const struct uc_inet *i, const struct sockaddr *sa,
		      socklen_t len, ip_addr_t *a, uint16_t *port);
void uc_inet_addr_to(const struct uc_inet *i, const ip_addr_t *a, uint16_t port,
		     struct sockaddr_storage *ss, socklen_t *len);
bool uc_inet_addr_ours(const ip_addr_t *a); /* any, multicast or configured */
/* As uc_inet_addr_ours, but waits for a configuration that is under way. */
int uc_inet_addr_check(const ip_addr_t *a);
/* lwIP's route exists, waiting for configuration as long as deadline allows
 * (a short while even without waiting). 0, -ENETUNREACH, -EINTR. */
int uc_inet_route(const ip_addr_t *src, const ip_addr_t *dst, uint64_t deadline);
uint16_t uc_inet_random_port(void);
/* An ANY address of the socket's kind: what lwIP's pcb should have. */
u8_t uc_inet_ip_type(const struct uc_inet *i);

int uc_inet_setsockopt(struct uc_inet *i, int level, int name, const void *val,
		       socklen_t len);
int uc_inet_getsockopt(struct uc_inet *i, int level, int name, void *val,
		       socklen_t *len);
int uc_inet_take_error(struct uc_socket *s);
int uc_inet_getname(struct uc_socket *s, struct sockaddr_storage *ss,
		    socklen_t *len, bool peer);
void uc_inet_init(struct uc_inet *i, const struct uc_socket_ops *ops, int family,
		  int type, int protocol);
void uc_inet_release(struct uc_inet *i); /* leaves groups */
int uc_inet_errno(int lwip_error);

int uc_tcp_create(int family, int protocol, struct uc_file **f);
int uc_udp_create(int family, int protocol, struct uc_file **f);
int uc_raw_create(int family, int type, int protocol, struct uc_file **f);
void uc_tcp_init(void);
extern const char uc_net_linked;

/* One UDP or raw datagram in a receive queue. */
struct uc_dgram {
	struct uc_dgram *next;
	struct pbuf *p;
	ip_addr_t src, dst;
	uint16_t port;
	uint8_t netif, ttl;
	uint64_t when; /* realtime ns */
};
struct uc_dgram_queue {
	struct uc_dgram *head, *tail;
	size_t bytes;
	bool shut; /* SHUT_RD: reading waits for nothing any more */
	bool tx_shut;
};
/* Appends p (consumed) if the receive buffer has room. */
void uc_dgram_put(struct uc_inet *i, struct uc_dgram_queue *q, struct pbuf *p,
		  const ip_addr_t *src, uint16_t port);
/* One datagram into iov and msg, blocking as flags say. */
ssize_t uc_dgram_recv(struct uc_inet *i, struct uc_dgram_queue *q,
		      struct uc_iov *iov, struct msghdr *m, int flags);
/* shutdown(2); -ENOTCONN where it is not connected, but as on Linux it is done. */
int uc_dgram_shutdown(struct uc_inet *i, struct uc_dgram_queue *q, int how);
unsigned uc_dgram_poll(struct uc_inet *i, const struct uc_dgram_queue *q,
		       struct uc_wait *w);
void uc_dgram_purge(struct uc_dgram_queue *q);
/* Source address and interface out of IP_PKTINFO / IPV6_PKTINFO; 0 or -errno.
 * *src stays as it is when there is none. */
int uc_dgram_pktinfo(const struct uc_inet *i, const struct msghdr *m,
		     ip_addr_t *src, uint8_t *netif);

/* From now on uc_udp_unreachable is called for what ICMP reports; 0, -ENOBUFS.
 * It tells the sockets that are connected so, error is positive. */
int uc_icmp_listen(void);
void uc_udp_unreachable(const ip_addr_t *local, uint16_t local_port,
			const ip_addr_t *remote, uint16_t remote_port, int error);
#endif
