/* SPDX-License-Identifier: BSD-3-Clause */
/* Raw sockets, and ICMP echo through datagram sockets ("ping sockets"). */
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <uc/heap.h>
#include "inet.h"
#include "lwip/icmp.h"
#include "lwip/inet_chksum.h"
#include "lwip/ip.h"
#include "lwip/raw.h"

#define ICMP6_FILTER 1 /* RFC 3542, section 3.2 */

struct uc_raw {
	struct uc_inet i; /* first */
	struct raw_pcb *pcb;
	struct uc_dgram_queue rx;
	uint16_t ident;       /* of a ping socket, network order */
	uint32_t filter[8];   /* set bits: types not wanted */
};

static bool wanted(const struct uc_raw *w, const struct pbuf *p, unsigned at)
{
	unsigned type = pbuf_get_at(p, at);
	if (w->i.s.type == SOCK_DGRAM) {
		uint16_t id;
		if (type != (w->i.s.protocol == IPPROTO_ICMP ? ICMP_ER : 129) ||
		    pbuf_copy_partial(p, &id, 2, at + 4) != 2)
			return false;
		return id == w->ident;
	}
	if (w->i.s.protocol == IPPROTO_ICMPV6)
		return !(w->filter[type / 32] >> type % 32 & 1);
	return true;
}

/* Others may want the packet too, lwIP itself among them: take a copy. */
static u8_t on_packet(void *arg, struct raw_pcb *pcb, struct pbuf *p,
		      const ip_addr_t *src)
{
	struct uc_raw *w = arg;
	unsigned header = ip_current_header_tot_len();
	bool keep_header = w->i.s.type == SOCK_RAW && !ip_current_is_v6();
	(void)pcb;
	if (p->tot_len < header || !wanted(w, p, header))
		return 0;
	unsigned skip = keep_header ? 0 : header;
	struct pbuf *c = pbuf_alloc(PBUF_RAW, p->tot_len - skip, PBUF_RAM);
	if (!c)
		return 0;
	pbuf_copy_partial(p, c->payload, c->len, skip);
	uc_dgram_put(&w->i, &w->rx, c, src, 0);
	return 0;
}

static int raw_bind_op(struct uc_socket *s, const struct sockaddr *sa,
		       socklen_t len)
{
	struct uc_raw *w = (struct uc_raw *)s;
	ip_addr_t a;
	uint16_t port;
	int r = uc_inet_addr_from(&w->i, sa, len, &a, &port);
	if (!r)
		r = uc_inet_addr_check(&a);
	if (r < 0)
		return r;
	if (!ip_addr_isany_val(a) && !IP_IS_ANY_TYPE_VAL(a))
		raw_bind(w->pcb, &a);
	w->i.local = a;
	w->i.bound = true;
	if (s->type == SOCK_DGRAM) {
		if (port)
			w->ident = lwip_htons(port);
		w->i.local_port = lwip_ntohs(w->ident);
	}
	return 0;
}

static int raw_connect_op(struct uc_socket *s, const struct sockaddr *sa,
			  socklen_t len, int flags)
{
	struct uc_raw *w = (struct uc_raw *)s;
	ip_addr_t a;
	uint16_t port;
	if (sa->sa_family == AF_UNSPEC) {
		raw_disconnect(w->pcb);
		w->i.connected = w->i.has_peer = false;
		return 0;
	}
	int r = uc_inet_addr_from(&w->i, sa, len, &a, &port);
	if (!r)
		r = uc_inet_route(&a, &a, uc_socket_deadline(s->sndtimeo, flags));
	if (r < 0)
		return r;
	raw_connect(w->pcb, &a);
	w->i.remote = a;
	w->i.connected = w->i.has_peer = true;
	return 0;
}

/* A ping socket sends echo requests only, under its own identifier. */
static int finish_echo(struct uc_raw *w, struct pbuf *p)
{
	struct icmp_echo_hdr *h = p->payload;
	bool v4 = w->i.s.protocol == IPPROTO_ICMP;
	if (p->len < sizeof *h || h->type != (v4 ? ICMP_ECHO : 128) || h->code)
		return -EINVAL;
	h->id = w->ident;
	w->i.local_port = lwip_ntohs(w->ident);
	h->chksum = 0;
	if (v4)
		h->chksum = inet_chksum(p->payload, p->len);
	return 0; /* lwIP fills in ICMPv6's, which covers the addresses */
}

static ssize_t transmit(struct uc_raw *w, struct pbuf *p, const ip_addr_t *dst,
			const struct msghdr *m)
{
	ip_addr_t src = w->i.local;
	uint8_t index = w->i.netif;
	int r = uc_dgram_pktinfo(&w->i, m, &src, &index);
	if (r < 0)
		return r;
	struct netif *n = index ? netif_get_by_index(index) : ip_route(dst, dst);
	if (!n)
		return -ENETUNREACH;
	if (ip_addr_isany_val(src) || IP_IS_ANY_TYPE_VAL(src)) {
		const ip_addr_t *own = ip_netif_get_local_ip(n, dst);
		if (!own)
			return -ENETUNREACH;
		src = *own;
	}
	w->pcb->ttl = ip_addr_ismulticast(dst) ? w->i.mcast_ttl : w->i.ttl;
	w->pcb->tos = w->i.tos;
	ip_set_option(w->pcb, SOF_BROADCAST);
	if (w->i.hdrincl)
		w->pcb->flags |= RAW_FLAGS_HDRINCL;
	else
		w->pcb->flags &= ~RAW_FLAGS_HDRINCL;
	err_t e = raw_sendto_if_src(w->pcb, p, dst, n, &src);
	return e == ERR_OK ? 0 : -uc_inet_errno(e);
}

static ssize_t raw_send_op(struct uc_socket *s, struct uc_iov *iov,
			   const struct msghdr *m, int flags)
{
	struct uc_raw *w = (struct uc_raw *)s;
	ip_addr_t dst = w->i.remote;
	uint16_t port;
	size_t n = iov->total;
	int r = 0;
	/* as Linux, where the rest does not ask */
	if (w->rx.tx_shut && (s->type == SOCK_DGRAM || w->i.hdrincl))
		return -EPIPE;
	if (flags & MSG_OOB)
		return -EOPNOTSUPP;
	if (m && m->msg_name)
		r = uc_inet_addr_from(&w->i, m->msg_name, m->msg_namelen, &dst,
				      &port);
	else if (!w->i.connected)
		r = -EDESTADDRREQ;
	if (!r)
		r = uc_inet_route(&dst, &dst,
				  uc_socket_deadline(s->sndtimeo, flags));
	if (r < 0)
		return r;
	if (n > 65515)
		return -EMSGSIZE;
	struct pbuf *p = pbuf_alloc(w->i.hdrincl ? PBUF_LINK : PBUF_IP, n,
				    PBUF_RAM);
	if (!p)
		return -ENOBUFS;
	r = uc_iov_from(iov, p->payload, n);
	if (!r && s->type == SOCK_DGRAM)
		r = finish_echo(w, p);
	else if (!r && s->protocol == IPPROTO_ICMPV6 && n >= 4)
		memset((char *)p->payload + 2, 0, 2); /* lwIP sums it up */
	if (!r)
		r = transmit(w, p, &dst, m);
	pbuf_free(p);
	uc_net_sent();
	return r < 0 ? r : (ssize_t)n;
}

static ssize_t raw_recv_op(struct uc_socket *s, struct uc_iov *iov,
			   struct msghdr *m, int flags)
{
	struct uc_raw *w = (struct uc_raw *)s;
	return uc_dgram_recv(&w->i, &w->rx, iov, m, flags);
}

static int raw_shutdown_op(struct uc_socket *s, int how)
{
	struct uc_raw *w = (struct uc_raw *)s;
	return uc_dgram_shutdown(&w->i, &w->rx, how);
}

static int raw_setsockopt_op(struct uc_socket *s, int level, int name,
			     const void *val, socklen_t len)
{
	struct uc_raw *w = (struct uc_raw *)s;
	if (level == IPPROTO_ICMPV6 && name == ICMP6_FILTER &&
	    s->protocol == IPPROTO_ICMPV6) {
		memcpy(w->filter, val, UC_MIN(len, (socklen_t)sizeof w->filter));
		return 0;
	}
	if ((level == SOL_RAW || level == IPPROTO_IPV6) && name == 7) {
		/* IPV6_CHECKSUM: lwIP computes ICMPv6's, as Linux insists too */
		return s->protocol == IPPROTO_ICMPV6 ? 0 : -ENOPROTOOPT;
	}
	return uc_inet_setsockopt(&w->i, level, name, val, len);
}

static int raw_getsockopt_op(struct uc_socket *s, int level, int name,
			     void *val, socklen_t *len)
{
	return uc_inet_getsockopt((struct uc_inet *)s, level, name, val, len);
}

static unsigned raw_poll_op(struct uc_file *f, struct uc_wait *wait)
{
	struct uc_raw *w = f->data;
	return uc_dgram_poll(&w->i, &w->rx, wait);
}

static long raw_ioctl_op(struct uc_file *f, unsigned long req, long arg)
{
	struct uc_raw *w = f->data;
	if (req != FIONREAD)
		return uc_netdev_ioctl(req, arg);
	int v = w->rx.head ? w->rx.head->p->tot_len : 0;
	return uc_copy_out((void *)arg, &v, sizeof v);
}

static void raw_release_op(struct uc_file *f)
{
	struct uc_raw *w = f->data;
	raw_remove(w->pcb);
	uc_dgram_purge(&w->rx);
	uc_inet_release(&w->i);
	uc_free(w);
}

static const struct uc_file_ops file_ops = {
	UC_SOCKET_FILE_OPS,
	.poll = raw_poll_op,
	.ioctl = raw_ioctl_op,
	.release = raw_release_op,
};

static const struct uc_socket_ops ops = {
	.bind = raw_bind_op,
	.connect = raw_connect_op,
	.getname = uc_inet_getname,
	.send = raw_send_op,
	.recv = raw_recv_op,
	.shutdown = raw_shutdown_op,
	.setsockopt = raw_setsockopt_op,
	.getsockopt = raw_getsockopt_op,
	.take_error = uc_inet_take_error,
};

int uc_raw_create(int family, int type, int protocol, struct uc_file **f)
{
	struct uc_raw *w = uc_zalloc(sizeof *w);
	if (!w)
		return -ENOBUFS;
	uc_inet_init(&w->i, &ops, family, type, protocol);
	w->i.v6only = family == AF_INET6;
	w->i.hdrincl = protocol == IPPROTO_RAW && family == AF_INET;
	w->ident = lwip_htons(uc_inet_random_port());
	IP_SET_TYPE(&w->i.local, uc_inet_ip_type(&w->i));
	w->pcb = raw_new_ip_type(uc_inet_ip_type(&w->i), protocol);
	*f = w->pcb ? uc_file_new(&file_ops, 0, w) : NULL;
	if (!*f) {
		if (w->pcb)
			raw_remove(w->pcb);
		uc_free(w);
		return -ENOBUFS;
	}
	raw_recv(w->pcb, on_packet, w);
	if (protocol == IPPROTO_ICMPV6) {
		w->pcb->chksum_reqd = 1;
		w->pcb->chksum_offset = 2; /* RFC 4443, section 2.1 */
	}
	w->i.s.file = *f;
	(*f)->kind = "socket:[raw]";
	return 0;
}
