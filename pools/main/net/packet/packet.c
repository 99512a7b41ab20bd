/* SPDX-License-Identifier: BSD-3-Clause */
/* packet(7): SOCK_RAW with the Ethernet header, SOCK_DGRAM without. */
#include <net/if_arp.h>
#include <sys/epoll.h>
#include <uc/heap.h>
#include "packet.h"

static struct uc_packet *sockets;

static int kind(const struct uc_netdev *dev, const uint8_t *to, bool outgoing)
{
	static const uint8_t all[ETH_ALEN] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff};

	if (outgoing)
		return PACKET_OUTGOING;
	if (!memcmp(to, all, ETH_ALEN))
		return PACKET_BROADCAST;
	if (to[0] & 1)
		return PACKET_MULTICAST;
	return memcmp(to, dev->mac, ETH_ALEN) ? PACKET_OTHERHOST : PACKET_HOST;
}

static void queue(struct uc_packet *p, const struct sockaddr_ll *from, const uint8_t *data, size_t n)
{
	size_t most = (size_t)UC_MAX(p->s.rcvbuf, 0);
	struct uc_packet_frame *f = NULL;

	p->received++;
	if (p->queued + n <= most)
		f = uc_malloc(sizeof *f + n);
	if (!f) {
		p->dropped++;
		return;
	}
	*f = (struct uc_packet_frame){.from = *from, .len = n};
	memcpy(f->data, data, n);
	*p->tail = f;
	p->tail = &f->next;
	p->queued += n;
	uc_wake(&p->q, -1, EPOLLIN | EPOLLRDNORM);
}

/* As on Linux, only those that want every protocol see frames go out. */
static bool wants(const struct uc_packet *p, int index, uint16_t protocol, bool outgoing, const struct uc_packet *by)
{
	if (p->index && p->index != index)
		return false;
	if (p->protocol == __builtin_bswap16(ETH_P_ALL))
		return !outgoing || (p != by && !p->no_outgoing);
	return !outgoing && p->protocol && p->protocol == protocol;
}

bool uc_packet_wanted(int index, uint16_t protocol, bool outgoing, const struct uc_packet *by)
{
	for (const struct uc_packet *p = sockets; p; p = p->next)
		if (wants(p, index, protocol, outgoing, by))
			return true;
	return false;
}

void uc_packet_pass(struct uc_netdev *dev, int index, const uint8_t *frame, size_t n, bool outgoing, const struct uc_packet *by)
{
	struct ethhdr h;
	struct sockaddr_ll from;

	memcpy(&h, frame, sizeof h);
	from = (struct sockaddr_ll){.sll_family = AF_PACKET, .sll_protocol = h.h_proto, .sll_ifindex = index,
				    .sll_hatype = ARPHRD_ETHER, .sll_pkttype = kind(dev, h.h_dest, outgoing), .sll_halen = ETH_ALEN};
	memcpy(from.sll_addr, h.h_source, ETH_ALEN);
	for (struct uc_packet *p = sockets; p; p = p->next) {
		size_t skip = p->s.type == SOCK_RAW ? 0 : ETH_HLEN;

		if (wants(p, index, h.h_proto, outgoing, by))
			queue(p, &from, frame + skip, n - skip);
	}
}

static void pop(struct uc_packet *p)
{
	struct uc_packet_frame *f = p->head;

	p->head = f->next;
	if (!p->head)
		p->tail = &p->head;
	p->queued -= f->len;
	uc_free(f);
}

static int address(const struct sockaddr *sa, socklen_t len, struct sockaddr_ll *ll)
{
	if (len < offsetof(struct sockaddr_ll, sll_addr) + ETH_ALEN)
		return -EINVAL;
	memset(ll, 0, sizeof *ll);
	memcpy(ll, sa, UC_MIN(len, (socklen_t)sizeof *ll));
	return ll->sll_family == AF_PACKET ? 0 : -EINVAL;
}

static ssize_t send_op(struct uc_socket *s, struct uc_iov *iov, const struct msghdr *m, int flags)
{
	struct uc_packet *p = (struct uc_packet *)s;
	struct sockaddr_ll to = {.sll_protocol = p->protocol, .sll_ifindex = p->index};
	size_t n = iov->total, skip = s->type == SOCK_RAW ? 0 : ETH_HLEN;
	bool addressed = m && m->msg_name;
	struct uc_netdev *dev;
	uint8_t *frame;
	int r;

	if (flags & MSG_OOB)
		return -EOPNOTSUPP;
	if (addressed && (r = address(m->msg_name, m->msg_namelen, &to)) < 0)
		return r;
	if (skip && (!addressed || to.sll_halen != ETH_ALEN))
		return addressed ? -EINVAL : -EDESTADDRREQ;
	dev = uc_packet_dev(to.sll_ifindex);
	if (!dev)
		return -ENXIO;
	if (n > UINT16_MAX)
		return -EMSGSIZE;
	if (skip + n < ETH_HLEN)
		return -EINVAL;
	frame = uc_malloc(skip + n);
	if (!frame)
		return -ENOBUFS;
	if (skip) {
		struct ethhdr h = {.h_proto = to.sll_protocol};

		memcpy(h.h_dest, to.sll_addr, ETH_ALEN);
		memcpy(h.h_source, dev->mac, ETH_ALEN);
		memcpy(frame, &h, sizeof h);
	}
	r = uc_iov_from(iov, frame + skip, n);
	if (!r)
		r = uc_packet_send(p, dev, frame, skip + n);
	uc_free(frame);
	return r < 0 ? r : (ssize_t)n;
}

static ssize_t recv_op(struct uc_socket *s, struct uc_iov *iov, struct msghdr *m, int flags)
{
	struct uc_packet *p = (struct uc_packet *)s;
	uint64_t deadline = uc_socket_deadline(s->rcvtimeo, flags);
	size_t total, part;
	int r;

	m->msg_flags = m->msg_controllen = 0;
	if (!p->head) {
		if (deadline == UC_SOCKET_NOWAIT)
			return -EAGAIN;
		r = uc_wait_until(&p->q, p->head, deadline, true);
		if (r < 0)
			return uc_socket_wait_error(r, s->rcvtimeo);
	}
	total = p->head->len;
	part = UC_MIN(total, iov->total);
	if (part < total)
		m->msg_flags |= MSG_TRUNC;
	if (uc_iov_to(iov, p->head->data, part))
		return -EFAULT;
	if (m->msg_name) {
		memcpy(m->msg_name, &p->head->from, sizeof p->head->from);
		m->msg_namelen = sizeof p->head->from;
	}
	if (!(flags & MSG_PEEK))
		pop(p);
	return flags & MSG_TRUNC ? total : part;
}

static int bind_op(struct uc_socket *s, const struct sockaddr *sa, socklen_t len)
{
	struct uc_packet *p = (struct uc_packet *)s;
	struct sockaddr_ll ll;

	if (len < sizeof ll)
		return -EINVAL;
	memcpy(&ll, sa, sizeof ll);
	if (ll.sll_family != AF_PACKET)
		return -EINVAL;
	if (ll.sll_ifindex && !uc_packet_dev(ll.sll_ifindex))
		return -ENODEV;
	p->index = ll.sll_ifindex;
	if (ll.sll_protocol)
		p->protocol = ll.sll_protocol;
	return 0;
}

static int getname_op(struct uc_socket *s, struct sockaddr_storage *ss, socklen_t *len, bool peer)
{
	struct uc_packet *p = (struct uc_packet *)s;
	struct uc_netdev *dev = uc_packet_dev(p->index);
	struct sockaddr_ll ll = {.sll_family = AF_PACKET, .sll_protocol = p->protocol, .sll_ifindex = p->index};

	if (peer)
		return -EOPNOTSUPP;
	if (dev) {
		ll.sll_hatype = ARPHRD_ETHER;
		ll.sll_halen = ETH_ALEN;
		memcpy(ll.sll_addr, dev->mac, ETH_ALEN);
	}
	memcpy(ss, &ll, sizeof ll);
	*len = offsetof(struct sockaddr_ll, sll_addr) + ll.sll_halen;
	return 0;
}

/* <linux/if_packet.h>'s, which excludes <netpacket/packet.h> */
#define PACKET_IGNORE_OUTGOING 23

/* The devices filter nothing: who wants more than its own has it. */
static int setsockopt_op(struct uc_socket *s, int level, int name, const void *val, socklen_t len)
{
	struct packet_mreq m;
	int on;

	if (level == SOL_PACKET && name == PACKET_IGNORE_OUTGOING) {
		if (len != sizeof on)
			return -EINVAL;
		memcpy(&on, val, sizeof on);
		if (on & ~1)
			return -EINVAL;
		((struct uc_packet *)s)->no_outgoing = on;
		return 0;
	}
	if (level != SOL_PACKET || (name != PACKET_ADD_MEMBERSHIP && name != PACKET_DROP_MEMBERSHIP))
		return -ENOPROTOOPT;
	if (len < sizeof m)
		return -EINVAL;
	memcpy(&m, val, sizeof m);
	if (!uc_packet_dev(m.mr_ifindex))
		return -ENODEV;
	return m.mr_type <= PACKET_MR_UNICAST ? 0 : -EINVAL;
}

static int getsockopt_op(struct uc_socket *s, int level, int name, void *val, socklen_t *len)
{
	struct uc_packet *p = (struct uc_packet *)s;
	struct { /* <linux/if_packet.h>'s, which excludes <netpacket/packet.h> */
		unsigned packets, drops;
	} st = {p->received, p->dropped};

	if (level == SOL_PACKET && name == PACKET_IGNORE_OUTGOING) {
		int on = p->no_outgoing;

		*len = UC_MIN(*len, (socklen_t)sizeof on);
		memcpy(val, &on, *len);
		return 0;
	}
	if (level != SOL_PACKET || name != PACKET_STATISTICS)
		return -ENOPROTOOPT;
	*len = UC_MIN(*len, (socklen_t)sizeof st);
	memcpy(val, &st, *len);
	p->received = p->dropped = 0;
	return 0;
}

static unsigned poll_op(struct uc_file *f, struct uc_wait *w)
{
	struct uc_packet *p = f->data;

	if (w)
		uc_wait_add(&p->q, w);
	return EPOLLOUT | EPOLLWRNORM | (p->head ? EPOLLIN | EPOLLRDNORM : 0);
}

static long ioctl_op(struct uc_file *f, unsigned long request, long arg)
{
	return uc_packet_ioctl(f->data, request, arg);
}

static void release_op(struct uc_file *f)
{
	struct uc_packet *p = f->data, **at = &sockets;

	while (*at && *at != p)
		at = &(*at)->next;
	if (*at)
		*at = p->next;
	while (p->head)
		pop(p);
	uc_free(p);
}

static const struct uc_file_ops file_ops = {
	UC_SOCKET_FILE_OPS,
	.ioctl = ioctl_op,
	.poll = poll_op,
	.release = release_op,
};

static const struct uc_socket_ops ops = {
	.bind = bind_op,
	.getname = getname_op,
	.send = send_op,
	.recv = recv_op,
	.setsockopt = setsockopt_op,
	.getsockopt = getsockopt_op,
};

static int create(int type, int protocol, struct uc_file **f)
{
	struct uc_packet *p;
	int r;

	if (type != SOCK_RAW && type != SOCK_DGRAM)
		return -ESOCKTNOSUPPORT;
	r = uc_packet_start();
	if (r < 0)
		return r;
	p = uc_zalloc(sizeof *p);
	if (!p)
		return -ENOBUFS;
	uc_socket_init(&p->s, &ops, AF_PACKET, type, protocol);
	uc_waitq_init(&p->q);
	p->tail = &p->head;
	p->protocol = protocol;
	*f = uc_file_new(&file_ops, 0, p);
	if (!*f) {
		uc_free(p);
		return -ENFILE;
	}
	p->s.file = *f;
	(*f)->kind = "socket:[packet]";
	p->next = sockets;
	sockets = p;
	return 0;
}

const struct uc_sockfamily uc_family_packet = {AF_PACKET, create, NULL};
