/* SPDX-License-Identifier: BSD-3-Clause */
/* Queues of received datagrams, for UDP and raw sockets. */
#define _GNU_SOURCE
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/time.h>
#include <uc/heap.h>
#include <uc/timer.h>
#include "inet.h"
#include "lwip/ip.h"

#define OVERHEAD 256 /* bytes that a datagram costs besides its content */

void uc_dgram_put(struct uc_inet *i, struct uc_dgram_queue *q, struct pbuf *p,
		  const ip_addr_t *src, uint16_t port)
{
	struct uc_dgram *d;
	size_t cost = p->tot_len + OVERHEAD;
	if (q->bytes + cost > (size_t)i->s.rcvbuf && q->head)
		goto drop;
	d = uc_malloc(sizeof *d);
	if (!d)
		goto drop;
	d->next = NULL;
	d->p = p;
	d->src = *src;
	d->dst = *ip_current_dest_addr();
	d->port = port;
	d->netif = netif_get_index(ip_current_input_netif());
	d->ttl = ip_current_is_v6() ? IP6H_HOPLIM(ip6_current_header())
				    : IPH_TTL(ip4_current_header());
	d->when = i->s.timestamp ? uc_realtime() : 0;
	if (q->tail)
		q->tail->next = d;
	else
		q->head = d;
	q->tail = d;
	q->bytes += cost;
	uc_wake(&i->q, -1, EPOLLIN | EPOLLRDNORM);
	return;
drop:
	pbuf_free(p);
}

static void pop(struct uc_dgram_queue *q)
{
	struct uc_dgram *d = q->head;
	q->head = d->next;
	if (!q->head)
		q->tail = NULL;
	q->bytes -= d->p->tot_len + OVERHEAD;
	pbuf_free(d->p);
	uc_free(d);
}

void uc_dgram_purge(struct uc_dgram_queue *q)
{
	while (q->head)
		pop(q);
}

static void control(struct uc_inet *i, const struct uc_dgram *d,
		    struct msghdr *m)
{
	size_t room = m->msg_controllen, used = 0;
	bool v6 = IP_IS_V6(&d->dst);
	if (d->when) {
		struct timeval tv = {d->when / 1000000000,
				     d->when % 1000000000 / 1000};
		uc_socket_cmsg(m, room, &used, SOL_SOCKET, SO_TIMESTAMP, &tv,
			       sizeof tv);
	}
	if (i->s.pktinfo && !v6 && i->s.family == AF_INET) {
		struct in_pktinfo pi = {.ipi_ifindex = d->netif};
		pi.ipi_addr.s_addr = pi.ipi_spec_dst.s_addr =
			ip_2_ip4(&d->dst)->addr;
		uc_socket_cmsg(m, room, &used, IPPROTO_IP, IP_PKTINFO, &pi,
			       sizeof pi);
	} else if (i->s.pktinfo && i->s.family == AF_INET6) {
		struct in6_pktinfo pi = {.ipi6_ifindex = d->netif};
		struct sockaddr_storage ss;
		socklen_t len;
		uc_inet_addr_to(i, &d->dst, 0, &ss, &len);
		pi.ipi6_addr = ((struct sockaddr_in6 *)&ss)->sin6_addr;
		uc_socket_cmsg(m, room, &used, IPPROTO_IPV6, IPV6_PKTINFO, &pi,
			       sizeof pi);
	}
	if (i->s.recvttl) {
		int ttl = d->ttl;
		uc_socket_cmsg(m, room, &used, v6 ? IPPROTO_IPV6 : IPPROTO_IP,
			       v6 ? IPV6_HOPLIMIT : IP_TTL, &ttl, sizeof ttl);
	}
	m->msg_controllen = used;
}

/* Room for msg_name is the caller's whole sockaddr_storage. */
static ssize_t deliver(struct uc_inet *i, struct uc_dgram *d,
		       struct uc_iov *iov, struct msghdr *m, int flags)
{
	size_t total = d->p->tot_len, left = UC_MIN(total, iov->total);
	ssize_t n = left;
	if (total > left)
		m->msg_flags |= MSG_TRUNC;
	for (struct pbuf *p = d->p; p && left; p = p->next) {
		size_t part = UC_MIN((size_t)p->len, left);
		if (uc_iov_to(iov, p->payload, part))
			return -EFAULT;
		left -= part;
	}
	if (m->msg_name)
		uc_inet_addr_to(i, &d->src, d->port, m->msg_name,
				&m->msg_namelen);
	control(i, d, m);
	return flags & MSG_TRUNC ? (ssize_t)total : n;
}

ssize_t uc_dgram_recv(struct uc_inet *i, struct uc_dgram_queue *q,
		      struct uc_iov *iov, struct msghdr *m, int flags)
{
	uint64_t deadline = uc_socket_deadline(i->s.rcvtimeo, flags);
	m->msg_flags = 0;
	if (flags & (MSG_OOB | MSG_ERRQUEUE)) {
		m->msg_controllen = 0;
		return flags & MSG_OOB ? -EOPNOTSUPP : -EAGAIN;
	}
	if (!q->head && !i->error) {
		if (deadline == UC_SOCKET_NOWAIT)
			return -EAGAIN;
		int r = uc_wait_until(&i->q, (uc_net_poll(), q->head ||
					      i->error || q->shut),
				      deadline, true);
		if (r < 0)
			return uc_socket_wait_error(r, i->s.rcvtimeo);
	}
	if (i->error)
		return -uc_inet_take_error(&i->s);
	if (!q->head) {
		m->msg_controllen = m->msg_namelen = 0;
		return 0;
	}
	ssize_t r = deliver(i, q->head, iov, m, flags);
	if (!(flags & MSG_PEEK))
		pop(q);
	return r;
}

int uc_dgram_shutdown(struct uc_inet *i, struct uc_dgram_queue *q, int how)
{
	q->shut |= how != SHUT_WR;
	q->tx_shut |= how != SHUT_RD;
	uc_wake(&i->q, -1, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLHUP);
	return i->connected ? 0 : -ENOTCONN;
}

unsigned uc_dgram_poll(struct uc_inet *i, const struct uc_dgram_queue *q,
		       struct uc_wait *w)
{
	unsigned e = EPOLLOUT | EPOLLWRNORM;
	if (w)
		uc_wait_add(&i->q, w);
	if (q->head)
		e |= EPOLLIN | EPOLLRDNORM;
	if (i->error)
		e |= EPOLLERR;
	if (q->shut)
		e |= EPOLLIN | EPOLLRDNORM | EPOLLRDHUP;
	if (q->shut && q->tx_shut)
		e |= EPOLLHUP;
	return e;
}

int uc_dgram_pktinfo(const struct uc_inet *i, const struct msghdr *m,
		     ip_addr_t *src, uint8_t *netif)
{
	size_t at = 0, end = m && m->msg_control ? m->msg_controllen : 0;
	while (end - at >= sizeof(struct cmsghdr)) {
		const struct cmsghdr *c = (void *)((char *)m->msg_control + at);
		if (c->cmsg_len < sizeof *c || c->cmsg_len > end - at)
			return -EINVAL;
		size_t n = c->cmsg_len - sizeof *c;
		if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO) {
			struct in_pktinfo pi;
			if (n < sizeof pi)
				return -EINVAL;
			memcpy(&pi, CMSG_DATA(c), sizeof pi);
			*netif = pi.ipi_ifindex;
			if (pi.ipi_spec_dst.s_addr)
				ip_addr_set_ip4_u32_val(*src,
							pi.ipi_spec_dst.s_addr);
		} else if (c->cmsg_level == IPPROTO_IPV6 &&
			   c->cmsg_type == IPV6_PKTINFO) {
			struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};
			struct in6_pktinfo pi;
			uint16_t port;
			if (n < sizeof pi)
				return -EINVAL;
			memcpy(&pi, CMSG_DATA(c), sizeof pi);
			*netif = pi.ipi6_ifindex;
			in6.sin6_addr = pi.ipi6_addr;
			if (!IN6_IS_ADDR_UNSPECIFIED(&pi.ipi6_addr)) {
				int r = uc_inet_addr_from(i, (void *)&in6,
						sizeof in6, src, &port);
				if (r < 0)
					return r;
			}
		}
		size_t step = CMSG_ALIGN(c->cmsg_len);
		if (step > end - at)
			break;
		at += step;
	}
	return *netif && !netif_get_by_index(*netif) ? -ENODEV : 0;
}
