/* SPDX-License-Identifier: BSD-3-Clause */
/* Data and descriptors through unix sockets. */
#include "unix.h"
#include <fcntl.h>

#define PART 16384u /* a stream's data is queued in pieces of this size */

/* SCM_RIGHTS and SCM_CREDENTIALS of a message to send. */
static int take_control(struct uc_unix_message *m, const struct msghdr *h)
{
	size_t at = 0, end = h && h->msg_control ? h->msg_controllen : 0;
	while (end - at >= sizeof(struct cmsghdr)) {
		const struct cmsghdr *c = (void *)((char *)h->msg_control + at);
		if (c->cmsg_len < sizeof *c || c->cmsg_len > end - at)
			return -EINVAL;
		size_t n = c->cmsg_len - sizeof *c;
		if (c->cmsg_level != SOL_SOCKET)
			goto next;
		if (c->cmsg_type == SCM_CREDENTIALS) {
			if (n != sizeof m->cred)
				return -EINVAL;
			memcpy(&m->cred, CMSG_DATA(c), n);
			m->has_cred = true;
		} else if (c->cmsg_type == SCM_RIGHTS && n >= sizeof(int)) {
			unsigned count = n / sizeof(int);
			const int *fd = (const void *)CMSG_DATA(c);
			if (m->fds || count > UC_UNIX_FDS)
				return -EINVAL;
			m->fds = uc_calloc(count, sizeof *m->fds);
			if (!m->fds)
				return -ENOBUFS;
			for (; m->fd_count < count; m->fd_count++) {
				struct uc_file *f = uc_fd_get(fd[m->fd_count]);
				if (!f)
					return -EBADF;
				m->fds[m->fd_count] = f;
			}
		} else if (c->cmsg_type != SCM_RIGHTS) {
			return -EINVAL;
		}
next:;
		size_t step = CMSG_ALIGN(c->cmsg_len);
		if (step > end - at)
			break;
		at += step;
	}
	return 0;
}

static int make(struct uc_unix *u, struct uc_iov *iov, size_t n,
		const struct msghdr *h, struct uc_unix_message **out)
{
	struct uc_unix_message *m = uc_malloc(sizeof *m + n);
	if (!m)
		return -ENOBUFS;
	memset(m, 0, sizeof *m);
	m->len = n;
	m->cred = (struct ucred){1, 0, 0};
	int r = take_control(m, h);
	if (!r && !uc_unix_connected_type(u) && u->name.len) {
		m->from = uc_malloc(sizeof *m->from);
		if (m->from)
			*m->from = u->name;
		else
			r = -ENOBUFS;
	}
	if (!r)
		r = uc_iov_from(iov, m->data, n);
	if (r < 0) {
		uc_unix_message_free(m);
		return r;
	}
	*out = m;
	return 0;
}

static void put(struct uc_unix *to, struct uc_unix_message *m)
{
	if (to->tail)
		to->tail->next = m;
	else
		to->head = m;
	to->tail = m;
	to->bytes += m->len;
	uc_unix_wake(to, EPOLLIN | EPOLLRDNORM);
}

/* Why a connected socket cannot send: 0 if it can. */
static int send_state(struct uc_unix *u, int flags)
{
	if (u->error) {
		int e = u->error;
		u->error = 0;
		return -e;
	}
	if (u->tx_shut)
		return uc_socket_epipe(flags);
	if (!u->was_connected)
		return -ENOTCONN;
	if (!u->peer || u->peer->rx_shut)
		return uc_socket_epipe(flags);
	return 0;
}

/* The peer's end wakes our queue when it reads or goes away. */
static int wait_room(struct uc_unix *u, uint64_t deadline)
{
	if (deadline == UC_SOCKET_NOWAIT)
		return -EAGAIN;
	int r = uc_wait_until(&u->q, !u->peer || u->peer->rx_shut ||
			      u->tx_shut || u->error || uc_unix_room(u->peer, u),
			      deadline, true);
	return uc_socket_wait_error(r, u->s.sndtimeo);
}

static ssize_t send_stream(struct uc_unix *u, struct uc_iov *iov,
			   const struct msghdr *h, int flags)
{
	uint64_t deadline = uc_socket_deadline(u->s.sndtimeo, flags);
	size_t done = 0;
	int r = 0;
	if (h && h->msg_name && h->msg_namelen)
		return u->was_connected ? -EISCONN : -EOPNOTSUPP;
	do {
		struct uc_unix_message *m;
		r = send_state(u, done ? flags | MSG_NOSIGNAL : flags);
		if (r < 0)
			break;
		if (!uc_unix_room(u->peer, u)) {
			r = wait_room(u, deadline);
			if (r < 0)
				break;
			continue;
		}
		size_t n = UC_MIN(iov->total, (size_t)PART);
		r = make(u, iov, n, done ? NULL : h, &m);
		if (r < 0)
			break;
		put(u->peer, m);
		done += n;
		uc_cond_resched();
	} while (iov->total);
	return done ? (ssize_t)done : r;
}

static ssize_t send_packet(struct uc_unix *u, struct uc_iov *iov,
			   const struct msghdr *h, int flags)
{
	uint64_t deadline = uc_socket_deadline(u->s.sndtimeo, flags);
	struct uc_unix_message *m;
	size_t n = iov->total;
	if (h && h->msg_name && h->msg_namelen)
		return u->was_connected ? -EISCONN : -EOPNOTSUPP;
	if (n > (size_t)u->s.sndbuf)
		return -EMSGSIZE;
	for (;;) {
		int r = send_state(u, flags);
		if (!r && !uc_unix_room(u->peer, u)) {
			r = wait_room(u, deadline);
			if (!r)
				continue;
		}
		if (!r)
			r = make(u, iov, n, h, &m);
		if (r < 0)
			return r;
		put(u->peer, m);
		return n;
	}
}

static ssize_t send_dgram(struct uc_unix *u, struct uc_iov *iov,
			  const struct msghdr *h, int flags)
{
	uint64_t deadline = uc_socket_deadline(u->s.sndtimeo, flags);
	struct uc_unix_message *m;
	size_t n = iov->total;
	if (u->tx_shut)
		return uc_socket_epipe(flags);
	if (n > (size_t)u->s.sndbuf)
		return -EMSGSIZE;
	for (;;) {
		struct uc_unix *to = u->peer;
		int r = 0;
		if (h && h->msg_name && h->msg_namelen)
			r = uc_unix_find(h->msg_name, h->msg_namelen, SOCK_DGRAM,
					 &to);
		else if (!to)
			r = u->peer_gone || u->was_connected ? -ECONNREFUSED
							     : -ENOTCONN;
		if (!r && to->peer && to->peer != u)
			r = -EPERM;
		if (!r && to->rx_shut)
			r = uc_socket_epipe(flags);
		if (!r && !uc_unix_room(to, u)) {
			if (deadline == UC_SOCKET_NOWAIT)
				return -EAGAIN;
			struct uc_file *f = to->s.file;
			uc_file_get(f);
			r = uc_wait_until(&to->q, uc_unix_room(to, u) ||
					  to->rx_shut || f->refs == 1,
					  deadline, true);
			uc_file_put(f);
			if (!r)
				continue;
			return uc_socket_wait_error(r, u->s.sndtimeo);
		}
		if (!r)
			r = make(u, iov, n, h, &m);
		if (r < 0)
			return r;
		put(to, m);
		return n;
	}
}

ssize_t uc_unix_send(struct uc_socket *s, struct uc_iov *iov,
		     const struct msghdr *h, int flags)
{
	struct uc_unix *u = (struct uc_unix *)s;
	if (flags & MSG_OOB)
		return -EOPNOTSUPP;
	if (s->type == SOCK_DGRAM)
		return send_dgram(u, iov, h, flags);
	if (s->type == SOCK_SEQPACKET)
		return send_packet(u, iov, h, flags);
	if (!iov->total)
		return send_state(u, flags);
	return send_stream(u, iov, h, flags);
}

/* Installs passed descriptors as far as there is room for their numbers. */
static void give_files(struct uc_unix_message *m, struct msghdr *h, size_t room,
		       size_t *used, int flags)
{
	size_t left = h->msg_control && room > *used + CMSG_LEN(0)
		? (room - *used - CMSG_LEN(0)) / sizeof(int) : 0;
	int fd[UC_UNIX_FDS];
	unsigned n = 0;
	for (; n < m->fd_count && n < left; n++) {
		uc_file_get(m->fds[n]);
		fd[n] = uc_fd_install(m->fds[n], 0, flags & MSG_CMSG_CLOEXEC);
		if (fd[n] < 0) {
			uc_file_put(m->fds[n]);
			break;
		}
	}
	if (n < m->fd_count)
		h->msg_flags |= MSG_CTRUNC;
	if (n)
		uc_socket_cmsg(h, room, used, SOL_SOCKET, SCM_RIGHTS, fd,
			       n * sizeof *fd);
}

static void give_control(struct uc_unix *u, struct uc_unix_message *m,
			 struct msghdr *h, int flags)
{
	size_t room = h->msg_controllen, used = 0;
	if (uc_socket_option(&u->s, SO_PASSCRED))
		uc_socket_cmsg(h, room, &used, SOL_SOCKET, SCM_CREDENTIALS,
			       &m->cred, sizeof m->cred);
	if (m->fd_count)
		give_files(m, h, room, &used, flags);
	h->msg_controllen = used;
	if (!(flags & MSG_PEEK)) { /* handed over once */
		for (unsigned i = 0; i < m->fd_count; i++)
			uc_file_put(m->fds[i]);
		m->fd_count = 0;
	}
}

static void pop(struct uc_unix *u)
{
	struct uc_unix_message *m = u->head;
	u->head = m->next;
	if (!u->head)
		u->tail = NULL;
	uc_unix_message_free(m);
}

/* A writer may go on. Datagrams come from anyone: who sends right now waits
 * here, who polls waits at the own socket. */
static void drained(struct uc_unix *u)
{
	if (uc_unix_connected_type(u)) {
		if (u->peer)
			uc_unix_wake(u->peer, EPOLLOUT | EPOLLWRNORM);
		return;
	}
	if (!u->crowded)
		return;
	u->crowded = false;
	uc_unix_wake(u, EPOLLOUT | EPOLLWRNORM);
	uc_list_each(n, &uc_unix_all) {
		struct uc_unix *o = UC_CONTAINER(n, struct uc_unix, all);
		if (o->peer == u)
			uc_unix_wake(o, EPOLLOUT | EPOLLWRNORM);
	}
}

static int wait_data(struct uc_unix *u, uint64_t deadline)
{
	bool stream = uc_unix_connected_type(u);
	if (deadline == UC_SOCKET_NOWAIT)
		return -EAGAIN;
	int r = uc_wait_until(&u->q, u->head || u->error || u->rx_shut ||
			      (stream && (!u->peer || u->peer->tx_shut)),
			      deadline, true);
	return uc_socket_wait_error(r, u->s.rcvtimeo);
}

/* Nothing is queued: what recv answers, or 1 to wait. */
static int recv_state(struct uc_unix *u)
{
	if (u->error) {
		int e = u->error;
		u->error = 0;
		return -e;
	}
	if (u->rx_shut)
		return 0;
	if (!uc_unix_connected_type(u))
		return 1;
	if (!u->was_connected)
		return u->s.type == SOCK_STREAM ? -EINVAL : -ENOTCONN;
	return u->peer && !u->peer->tx_shut;
}

static ssize_t recv_packet(struct uc_unix *u, struct uc_iov *iov,
			   struct msghdr *h, int flags)
{
	uint64_t deadline = uc_socket_deadline(u->s.rcvtimeo, flags);
	while (!u->head) {
		int r = recv_state(u);
		if (r <= 0) {
			h->msg_controllen = h->msg_namelen = 0;
			return r;
		}
		r = wait_data(u, deadline);
		if (r < 0)
			return r;
	}
	struct uc_unix_message *m = u->head;
	size_t n = UC_MIN(m->len, iov->total), total = m->len;
	if (n < total)
		h->msg_flags |= MSG_TRUNC;
	if (uc_iov_to(iov, m->data, n))
		return -EFAULT;
	if (h->msg_name) {
		if (m->from)
			memcpy(h->msg_name, &m->from->un, sizeof m->from->un);
		h->msg_namelen = m->from ? m->from->len : 0;
	}
	give_control(u, m, h, flags);
	if (u->s.type == SOCK_SEQPACKET)
		h->msg_flags |= MSG_EOR;
	if (!(flags & MSG_PEEK)) {
		u->bytes -= total;
		pop(u);
		drained(u);
	}
	return flags & MSG_TRUNC ? (ssize_t)total : (ssize_t)n;
}

static ssize_t recv_stream(struct uc_unix *u, struct uc_iov *iov,
			   struct msghdr *h, int flags)
{
	uint64_t deadline = uc_socket_deadline(u->s.rcvtimeo, flags);
	size_t done = 0, target = flags & MSG_WAITALL ? iov->total : 1;
	bool control = false;
	h->msg_namelen = 0;
	struct uc_unix_message *m = u->head;
	while (iov->total) {
		if (!m) {
			int r = done >= target ? 0 : recv_state(u);
			if (r == 1)
				r = flags & MSG_PEEK && done
					? 0 : wait_data(u, deadline);
			else if (!control)
				h->msg_controllen = 0;
			if (r < 0)
				return done ? (ssize_t)done : r;
			m = u->head;
			if (!m)
				break;
			continue;
		}
		if (m->fd_count && done) /* descriptors begin a new read */
			break;
		bool ends = m->fd_count;
		size_t n = UC_MIN(m->len - m->done, iov->total);
		if (uc_iov_to(iov, m->data + m->done, n))
			return done ? (ssize_t)done : -EFAULT;
		if (!control) {
			give_control(u, m, h, flags);
			control = true;
		}
		done += n;
		if (flags & MSG_PEEK) {
			m = m->next;
			if (!m)
				break;
			continue;
		}
		m->done += n;
		u->bytes -= n;
		if (m->done == m->len)
			pop(u);
		m = u->head;
		drained(u);
		if (ends)
			break;
	}
	if (!control)
		h->msg_controllen = 0;
	return done;
}

ssize_t uc_unix_recv(struct uc_socket *s, struct uc_iov *iov, struct msghdr *h,
		     int flags)
{
	struct uc_unix *u = (struct uc_unix *)s;
	h->msg_flags = 0;
	if (flags & MSG_OOB)
		return -EOPNOTSUPP;
	if (s->listening)
		return s->type == SOCK_STREAM ? -EINVAL : -ENOTCONN;
	if (s->type == SOCK_STREAM)
		return recv_stream(u, iov, h, flags);
	return recv_packet(u, iov, h, flags);
}
