/* SPDX-License-Identifier: BSD-3-Clause */
/* UDP sockets. */
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <uc/heap.h>
#include "inet.h"
#include "lwip/udp.h"

#define UDP_MOST 65507 /* RFC 768 in one IPv4 packet */

struct uc_udp {
	struct uc_inet i; /* first */
	struct udp_pcb *pcb;
	ip_addr_t own;   /* what bind(2) gave, any before it */
	bool named;      /* and the port is by its caller */
	struct uc_dgram_queue rx;
};

static void on_datagram(void *arg, struct udp_pcb *pcb, struct pbuf *p,
			const ip_addr_t *src, u16_t port);

/* The socket of a pcb, NULL for the stack's own (DHCP). */
static struct uc_udp *socket_of(const struct udp_pcb *p)
{
	return p->recv == on_datagram ? p->recv_arg : NULL;
}

static bool shares(const struct uc_udp *u, const struct udp_pcb *p)
{
	const struct uc_udp *o = socket_of(p);
	return o && uc_socket_option(&o->i.s, SO_REUSEPORT) && !o->i.connected &&
	       p->local_port == u->i.local_port &&
	       ip_addr_cmp(&p->local_ip, &u->pcb->local_ip);
}

/* SO_REUSEPORT: the sender's address decides which of them gets a datagram. */
static struct uc_udp *share(struct uc_udp *u, const ip_addr_t *src, u16_t port)
{
	struct {
		ip_addr_t a;
		uint32_t port;
	} key;
	unsigned n = 0;
	for (struct udp_pcb *p = udp_pcbs; p; p = p->next)
		n += shares(u, p);
	if (n < 2)
		return u;
	memset(&key, 0, sizeof key);
	ip_addr_copy(key.a, *src);
	key.port = port;
	n = uc_net_hash(&key, sizeof key) % n;
	for (struct udp_pcb *p = udp_pcbs; p; p = p->next)
		if (shares(u, p) && !n--)
			return socket_of(p);
	return u;
}

static void on_datagram(void *arg, struct udp_pcb *pcb, struct pbuf *p,
			const ip_addr_t *src, u16_t port)
{
	struct uc_udp *u = arg;
	(void)pcb;
	if (uc_socket_option(&u->i.s, SO_REUSEPORT) && !u->i.connected &&
	    !ip_addr_ismulticast(ip_current_dest_addr()) &&
	    !ip_addr_isbroadcast(ip_current_dest_addr(), ip_current_netif()))
		u = share(u, src, port);
	uc_dgram_put(&u->i, &u->rx, p, src, port);
}

void uc_udp_unreachable(const ip_addr_t *local, uint16_t local_port,
			const ip_addr_t *remote, uint16_t remote_port, int error)
{
	for (struct udp_pcb *p = udp_pcbs; p; p = p->next) {
		struct uc_udp *u = socket_of(p);
		if (!u || !u->i.connected || u->i.local_port != local_port ||
		    u->i.remote_port != remote_port ||
		    !ip_addr_cmp_zoneless(&u->i.remote, remote) ||
		    !ip_addr_cmp_zoneless(&u->i.local, local))
			continue;
		u->i.error = error;
		uc_wake(&u->i.q, -1, EPOLLERR);
	}
}

static void apply(struct uc_udp *u)
{
	u->pcb->so_options = 0;
	if (uc_socket_option(&u->i.s, SO_REUSEADDR) ||
	    uc_socket_option(&u->i.s, SO_REUSEPORT))
		ip_set_option(u->pcb, SOF_REUSEADDR);
	if (uc_socket_option(&u->i.s, SO_BROADCAST))
		ip_set_option(u->pcb, SOF_BROADCAST);
	u->pcb->ttl = u->i.ttl;
	u->pcb->tos = u->i.tos;
	u->pcb->netif_idx = u->i.netif;
	udp_set_multicast_ttl(u->pcb, u->i.mcast_ttl);
	udp_set_multicast_netif_index(u->pcb, u->i.mcast_netif);
	if (u->i.mcast_loop)
		udp_set_flags(u->pcb, UDP_FLAGS_MULTICAST_LOOP);
	else
		udp_clear_flags(u->pcb, UDP_FLAGS_MULTICAST_LOOP);
}

static bool overlap(const ip_addr_t *a, const ip_addr_t *b)
{
	if (IP_IS_ANY_TYPE_VAL(*a) || IP_IS_ANY_TYPE_VAL(*b))
		return true;
	return IP_GET_TYPE(a) == IP_GET_TYPE(b) &&
	       (ip_addr_isany_val(*a) || ip_addr_isany_val(*b) ||
		ip_addr_cmp_zoneless(a, b));
}

/* Linux: both need SO_REUSEADDR, or both SO_REUSEPORT, to share. */
static bool agree(const struct uc_udp *u, const struct uc_udp *o)
{
	return o && ((uc_socket_option(&u->i.s, SO_REUSEADDR) &&
		      uc_socket_option(&o->i.s, SO_REUSEADDR)) ||
		     (uc_socket_option(&u->i.s, SO_REUSEPORT) &&
		      uc_socket_option(&o->i.s, SO_REUSEPORT)));
}

static bool taken(const struct uc_udp *u, const ip_addr_t *a, uint16_t port,
		  bool share)
{
	for (struct udp_pcb *p = udp_pcbs; p; p = p->next)
		if (p != u->pcb && p->local_port == port &&
		    overlap(a, &p->local_ip) &&
		    !(share && agree(u, socket_of(p))))
			return true;
	return false;
}

static int bind_to(struct uc_udp *u, const ip_addr_t *a, uint16_t port)
{
	apply(u);
	if (!port) {
		uint16_t first = port = uc_inet_random_port();
		while (taken(u, a, port, false)) {
			port = port >= 60999 ? 32768 : port + 1;
			if (port == first)
				return -EADDRINUSE;
		}
	} else if (taken(u, a, port, true)) {
		return -EADDRINUSE;
	}
	/* by hand: lwIP's own test differs where both families share a port */
	ip_addr_copy(u->pcb->local_ip, *a);
	u->pcb->local_port = port;
	u->pcb->next = udp_pcbs;
	udp_pcbs = u->pcb;
	u->i.local = *a;
	u->i.local_port = port;
	u->i.bound = true;
	return 0;
}

static int ensure_bound(struct uc_udp *u)
{
	ip_addr_t a = u->own;
	if (u->i.bound)
		return 0;
	if (ip_addr_isany_val(a)) /* IPV6_V6ONLY may have changed since */
		IP_SET_TYPE_VAL(a, uc_inet_ip_type(&u->i));
	return bind_to(u, &a, 0);
}

static void unbind(struct uc_udp *u)
{
	struct udp_pcb **at = &udp_pcbs;
	while (*at && *at != u->pcb)
		at = &(*at)->next;
	if (*at)
		*at = u->pcb->next;
	u->pcb->next = NULL;
	u->pcb->local_port = u->i.local_port = 0;
	u->i.bound = false;
}

/* As Linux: what connect chose, and a port that the kernel did, are given up. */
static int disconnect(struct uc_udp *u)
{
	udp_disconnect(u->pcb);
	u->i.connected = u->i.has_peer = false;
	u->i.local = u->own;
	if (!u->named)
		unbind(u);
	return 0;
}

static int udp_bind_op(struct uc_socket *s, const struct sockaddr *sa,
		       socklen_t len)
{
	struct uc_udp *u = (struct uc_udp *)s;
	ip_addr_t a;
	uint16_t port;
	int r = uc_inet_addr_from(&u->i, sa, len, &a, &port);
	if (!r && u->i.bound)
		r = -EINVAL;
	if (!r)
		r = uc_inet_addr_check(&a);
	if (!r)
		r = bind_to(u, &a, port);
	if (!r) {
		u->own = a;
		u->named = port;
	}
	return r;
}

static void loopback(ip_addr_t *a)
{
	if (IP_IS_ANY_TYPE_VAL(*a))
		IP_SET_TYPE_VAL(*a, IPADDR_TYPE_V6);
	if (!ip_addr_isany_val(*a))
		return;
	if (IP_IS_V4(a))
		ip_addr_set_loopback_val(0, *a);
	else
		ip_addr_set_loopback_val(1, *a);
}

static int udp_connect_op(struct uc_socket *s, const struct sockaddr *sa,
			  socklen_t len, int flags)
{
	struct uc_udp *u = (struct uc_udp *)s;
	ip_addr_t a;
	uint16_t port;
	if (sa->sa_family == AF_UNSPEC)
		return disconnect(u);
	int r = uc_inet_addr_from(&u->i, sa, len, &a, &port);
	if (r < 0)
		return r;
	loopback(&a);
	r = uc_inet_route(&a, &a, uc_socket_deadline(s->sndtimeo, flags));
	if (!r)
		r = uc_icmp_listen();
	if (!r)
		r = ensure_bound(u);
	if (r < 0)
		return r;
	if (udp_connect(u->pcb, &a, port) != ERR_OK)
		return -ENETUNREACH;
	if (ip_addr_isany_val(u->i.local)) {
		struct netif *n = ip_route(&a, &a);
		const ip_addr_t *src = n ? ip_netif_get_local_ip(n, &a) : NULL;
		if (src)
			ip_addr_copy(u->i.local, *src);
	}
	u->i.remote = a;
	u->i.remote_port = port;
	u->i.connected = u->i.has_peer = true;
	return 0;
}

static ssize_t transmit(struct uc_udp *u, struct pbuf *p, const ip_addr_t *dst,
			uint16_t port, const struct msghdr *m)
{
	ip_addr_t src = u->i.local;
	uint8_t index = u->i.netif;
	int r = uc_dgram_pktinfo(&u->i, m, &src, &index);
	if (r < 0)
		return r;
	if (!index && ip_addr_ismulticast(dst))
		index = u->i.mcast_netif;
	struct netif *n = index ? netif_get_by_index(index)
				: ip_route(ip_addr_isany_val(src) ||
					   IP_IS_ANY_TYPE_VAL(src)
					   ? dst : &src, dst);
	err_t e;
	if (!n)
		return -ENETUNREACH;
	apply(u);
	if (!(n->flags & NETIF_FLAG_ETHARP)) /* once is enough there */
		udp_clear_flags(u->pcb, UDP_FLAGS_MULTICAST_LOOP);
	if (!ip_addr_isany_val(src) && !IP_IS_ANY_TYPE_VAL(src) &&
	    !ip_addr_ismulticast(&src))
		e = udp_sendto_if_src(u->pcb, p, dst, port, n, &src);
	else
		e = udp_sendto_if(u->pcb, p, dst, port, n);
	if (e == ERR_VAL && IP_IS_V4(dst) && ip4_addr_isbroadcast(
				ip_2_ip4(dst), n))
		return -EACCES; /* SO_BROADCAST is off */
	return e == ERR_OK ? 0 : -uc_inet_errno(e);
}

static ssize_t udp_send_op(struct uc_socket *s, struct uc_iov *iov,
			   const struct msghdr *m, int flags)
{
	struct uc_udp *u = (struct uc_udp *)s;
	ip_addr_t dst = u->i.remote;
	uint16_t port = u->i.remote_port;
	size_t n = iov->total;
	int r = 0;
	if (u->rx.tx_shut)
		return -EPIPE; /* without a signal */
	if (u->i.error)
		return -uc_inet_take_error(s);
	if (flags & MSG_OOB)
		return -EOPNOTSUPP;
	if (m && m->msg_name)
		r = uc_inet_addr_from(&u->i, m->msg_name, m->msg_namelen, &dst,
				      &port);
	else if (!u->i.connected)
		r = -EDESTADDRREQ;
	if (r < 0)
		return r;
	if (!port)
		return -EINVAL;
	if (n > UDP_MOST)
		return -EMSGSIZE;
	loopback(&dst);
	if (!u->i.mcast_netif || !ip_addr_ismulticast(&dst))
		r = uc_inet_route(&dst, &dst,
				  uc_socket_deadline(s->sndtimeo, flags));
	if (!r)
		r = ensure_bound(u);
	if (r < 0)
		return r;
	struct pbuf *p = pbuf_alloc(PBUF_TRANSPORT, n, PBUF_RAM);
	if (!p)
		return -ENOBUFS;
	r = uc_iov_from(iov, p->payload, n);
	if (!r)
		r = transmit(u, p, &dst, port, m);
	pbuf_free(p);
	uc_net_sent();
	return r < 0 ? r : (ssize_t)n;
}

static ssize_t udp_recv_op(struct uc_socket *s, struct uc_iov *iov,
			   struct msghdr *m, int flags)
{
	struct uc_udp *u = (struct uc_udp *)s;
	return uc_dgram_recv(&u->i, &u->rx, iov, m, flags);
}

static int udp_shutdown_op(struct uc_socket *s, int how)
{
	struct uc_udp *u = (struct uc_udp *)s;
	return uc_dgram_shutdown(&u->i, &u->rx, how);
}

static int udp_setsockopt_op(struct uc_socket *s, int level, int name,
			     const void *val, socklen_t len)
{
	struct uc_udp *u = (struct uc_udp *)s;
	int r = uc_inet_setsockopt(&u->i, level, name, val, len);
	apply(u);
	return r;
}

static int udp_getsockopt_op(struct uc_socket *s, int level, int name,
			     void *val, socklen_t *len)
{
	return uc_inet_getsockopt((struct uc_inet *)s, level, name, val, len);
}

static unsigned udp_poll_op(struct uc_file *f, struct uc_wait *w)
{
	struct uc_udp *u = f->data;
	return uc_dgram_poll(&u->i, &u->rx, w);
}

static long udp_ioctl_op(struct uc_file *f, unsigned long req, long arg)
{
	struct uc_udp *u = f->data;
	if (req != FIONREAD && req != TIOCOUTQ)
		return uc_netdev_ioctl(req, arg);
	int v = req == FIONREAD && u->rx.head ? u->rx.head->p->tot_len : 0;
	return uc_copy_out((void *)arg, &v, sizeof v);
}

static void udp_release_op(struct uc_file *f)
{
	struct uc_udp *u = f->data;
	udp_remove(u->pcb);
	uc_dgram_purge(&u->rx);
	uc_inet_release(&u->i);
	uc_free(u);
}

static const struct uc_file_ops file_ops = {
	UC_SOCKET_FILE_OPS,
	.poll = udp_poll_op,
	.ioctl = udp_ioctl_op,
	.release = udp_release_op,
};

static const struct uc_socket_ops ops = {
	.bind = udp_bind_op,
	.connect = udp_connect_op,
	.getname = uc_inet_getname,
	.send = udp_send_op,
	.recv = udp_recv_op,
	.shutdown = udp_shutdown_op,
	.setsockopt = udp_setsockopt_op,
	.getsockopt = udp_getsockopt_op,
	.take_error = uc_inet_take_error,
};

int uc_udp_create(int family, int protocol, struct uc_file **f)
{
	struct uc_udp *u = uc_zalloc(sizeof *u);
	if (!u)
		return -ENOBUFS;
	uc_inet_init(&u->i, &ops, family, SOCK_DGRAM, protocol);
	u->own = u->i.local;
	u->pcb = udp_new_ip_type(uc_inet_ip_type(&u->i));
	*f = u->pcb ? uc_file_new(&file_ops, 0, u) : NULL;
	if (!*f) {
		if (u->pcb)
			udp_remove(u->pcb);
		uc_free(u);
		return -ENOBUFS;
	}
	udp_recv(u->pcb, on_datagram, u);
	u->i.s.file = *f;
	(*f)->kind = "socket:[udp]";
	return 0;
}
