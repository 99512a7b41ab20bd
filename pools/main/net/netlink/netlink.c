/* SPDX-License-Identifier: BSD-3-Clause */
/* Netlink sockets, netlink(7): a request is answered before send returns. */
#include "netlink.h"
#include <sys/epoll.h>
#include <uc/heap.h>

#define ROOM 8192u     /* a datagram of ours */
#define MESSAGE 1024u  /* no message is longer */

struct nlmsghdr *uc_nl_begin(struct uc_nl *n, const struct nlmsghdr *request,
			     int type, int flags, const void *body, size_t size)
{
	struct uc_nl_data *d = n->tail;
	if (!d || d->room - d->len < MESSAGE) {
		d = uc_zalloc(sizeof *d + ROOM);
		if (!d)
			return NULL;
		d->room = ROOM;
		if (n->tail)
			n->tail->next = d;
		else
			n->head = d;
		n->tail = d;
	}
	struct nlmsghdr *h = (void *)(d->data + d->len);
	h->nlmsg_len = NLMSG_LENGTH(size);
	h->nlmsg_type = type;
	h->nlmsg_flags = flags;
	h->nlmsg_seq = request->nlmsg_seq;
	h->nlmsg_pid = n->port;
	memcpy(NLMSG_DATA(h), body, size);
	d->len += NLMSG_ALIGN(h->nlmsg_len);
	return h;
}

void uc_nl_attr(struct uc_nl *n, struct nlmsghdr *h, int type, const void *data,
		size_t size)
{
	size_t at = NLMSG_ALIGN(h->nlmsg_len);
	struct rtattr *a = (void *)((char *)h + at);
	uc_assert(at + RTA_SPACE(size) <= MESSAGE);
	a->rta_type = type;
	a->rta_len = RTA_LENGTH(size);
	memcpy(RTA_DATA(a), data, size);
	h->nlmsg_len = at + RTA_SPACE(size); /* padded, as Linux does */
	n->tail->len = (char *)h + NLMSG_ALIGN(h->nlmsg_len) - n->tail->data;
}

static int answer_error(struct uc_nl *n, const struct nlmsghdr *request, int e)
{
	struct nlmsgerr err = {e, *request};
	return uc_nl_begin(n, request, NLMSG_ERROR, 0, &err, sizeof err)
		? 0 : -ENOBUFS;
}

static int request(struct uc_nl *n, const struct nlmsghdr *h, size_t len)
{
	int family = 0, done = 0;
	if (!(h->nlmsg_flags & NLM_F_REQUEST) || h->nlmsg_type < NLMSG_MIN_TYPE)
		return 0;
	if (len >= NLMSG_LENGTH(1))
		family = *(const uint8_t *)NLMSG_DATA(h);
	if ((h->nlmsg_flags & NLM_F_DUMP) != NLM_F_DUMP)
		return answer_error(n, h, -EOPNOTSUPP);
	int r = uc_nl_dump(n, h, family);
	if (r < 0)
		return answer_error(n, h, r);
	return uc_nl_begin(n, h, NLMSG_DONE, NLM_F_MULTI, &done, sizeof done)
		? 0 : -ENOBUFS;
}

static ssize_t send_op(struct uc_socket *s, struct uc_iov *iov,
		       const struct msghdr *m, int flags)
{
	struct uc_nl *n = (struct uc_nl *)s;
	uint64_t buf[512];
	size_t total = iov->total, at = 0;
	(void)m;
	if (flags & MSG_OOB)
		return -EOPNOTSUPP;
	if (total > sizeof buf)
		return -EMSGSIZE;
	if (uc_iov_from(iov, buf, total))
		return -EFAULT;
	if (n->tail) /* answers to different requests do not share a datagram */
		n->tail->room = n->tail->len;
	while (total - at >= sizeof(struct nlmsghdr)) {
		const struct nlmsghdr *h = (void *)((char *)buf + at);
		if (h->nlmsg_len < sizeof *h || h->nlmsg_len > total - at)
			break;
		int r = request(n, h, h->nlmsg_len);
		if (r < 0)
			return r;
		if (NLMSG_ALIGN(h->nlmsg_len) > total - at)
			break;
		at += NLMSG_ALIGN(h->nlmsg_len);
	}
	uc_wake(&n->q, -1, EPOLLIN | EPOLLRDNORM);
	return total;
}

static void pop(struct uc_nl *n)
{
	struct uc_nl_data *d = n->head;
	n->head = d->next;
	if (!n->head)
		n->tail = NULL;
	uc_free(d);
}

static ssize_t recv_op(struct uc_socket *s, struct uc_iov *iov,
		       struct msghdr *m, int flags)
{
	struct uc_nl *n = (struct uc_nl *)s;
	uint64_t deadline = uc_socket_deadline(s->rcvtimeo, flags);
	m->msg_flags = m->msg_controllen = 0;
	if (!n->head) {
		if (deadline == UC_SOCKET_NOWAIT)
			return -EAGAIN;
		int r = uc_wait_until(&n->q, n->head, deadline, true);
		if (r < 0)
			return uc_socket_wait_error(r, s->rcvtimeo);
	}
	size_t total = n->head->len, part = UC_MIN(total, iov->total);
	if (part < total)
		m->msg_flags |= MSG_TRUNC;
	if (uc_iov_to(iov, n->head->data, part))
		return -EFAULT;
	if (m->msg_name) {
		struct sockaddr_nl nl = {.nl_family = AF_NETLINK};
		memcpy(m->msg_name, &nl, sizeof nl);
		m->msg_namelen = sizeof nl;
	}
	if (!(flags & MSG_PEEK))
		pop(n);
	return flags & MSG_TRUNC ? total : part;
}

static int bind_op(struct uc_socket *s, const struct sockaddr *sa, socklen_t len)
{
	struct uc_nl *n = (struct uc_nl *)s;
	struct sockaddr_nl nl;
	if (len < sizeof nl)
		return -EINVAL;
	memcpy(&nl, sa, sizeof nl);
	if (nl.nl_family != AF_NETLINK)
		return -EINVAL;
	/* groups: nothing is ever announced, so there is nothing to join */
	if (nl.nl_pid)
		n->port = nl.nl_pid;
	return 0;
}

static int connect_op(struct uc_socket *s, const struct sockaddr *sa,
		      socklen_t len, int flags)
{
	(void)s, (void)flags;
	return len >= sizeof(sa_family_t) && (sa->sa_family == AF_NETLINK ||
					      sa->sa_family == AF_UNSPEC)
		? 0 : -EINVAL;
}

static int getname_op(struct uc_socket *s, struct sockaddr_storage *ss,
		      socklen_t *len, bool peer)
{
	struct uc_nl *n = (struct uc_nl *)s;
	struct sockaddr_nl nl = {.nl_family = AF_NETLINK,
				 .nl_pid = peer ? 0 : n->port};
	memcpy(ss, &nl, sizeof nl);
	*len = sizeof nl;
	return 0;
}

static unsigned poll_op(struct uc_file *f, struct uc_wait *w)
{
	struct uc_nl *n = f->data;
	if (w)
		uc_wait_add(&n->q, w);
	return EPOLLOUT | EPOLLWRNORM | (n->head ? EPOLLIN | EPOLLRDNORM : 0);
}

static void release_op(struct uc_file *f)
{
	struct uc_nl *n = f->data;
	while (n->head)
		pop(n);
	uc_free(n);
}

static const struct uc_file_ops file_ops = {
	UC_SOCKET_FILE_OPS,
	.poll = poll_op,
	.release = release_op,
};

static const struct uc_socket_ops ops = {
	.bind = bind_op,
	.connect = connect_op,
	.getname = getname_op,
	.send = send_op,
	.recv = recv_op,
};

static int create(int type, int protocol, struct uc_file **f)
{
	static uint32_t next_port;
	if (type != SOCK_RAW && type != SOCK_DGRAM)
		return -ESOCKTNOSUPPORT;
	if (protocol != NETLINK_ROUTE)
		return -EPROTONOSUPPORT;
	struct uc_nl *n = uc_zalloc(sizeof *n);
	if (!n)
		return -ENOBUFS;
	uc_socket_init(&n->s, &ops, AF_NETLINK, type, protocol);
	uc_waitq_init(&n->q);
	n->port = ++next_port;
	*f = uc_file_new(&file_ops, 0, n);
	if (!*f) {
		uc_free(n);
		return -ENFILE;
	}
	n->s.file = *f;
	(*f)->kind = "socket:[netlink]";
	return 0;
}

const struct uc_sockfamily uc_family_netlink = {AF_NETLINK, create, NULL};
