/* SPDX-License-Identifier: BSD-3-Clause */
/* Unix sockets: their life, their events, small calls. */
#include "unix.h"
#include <sys/ioctl.h>

extern __typeof__(uc_netdev_ioctl) uc_netdev_ioctl UC_WEAK;

struct uc_list uc_unix_all = UC_LIST_INIT(uc_unix_all);

void uc_unix_message_free(struct uc_unix_message *m)
{
	for (unsigned i = 0; i < m->fd_count; i++)
		uc_file_put(m->fds[i]);
	uc_free(m->fds);
	uc_free(m->from);
	uc_free(m);
}

/*
 * Messages may hold sockets whose messages hold sockets, as deep as a program
 * likes: what closing one sets free is queued by the thread that is at it
 * already. (Several may be, for closing can wait: SO_LINGER.)
 */
struct purge {
	struct purge *next;
	struct uc_thread *thread;
	struct uc_unix_message *left;
};
static struct purge *purges;

static void purge(struct uc_unix *u)
{
	struct purge own = {purges, uc_current, u->head}, *p = purges, **at;

	if (!u->head)
		return;
	while (p && p->thread != uc_current)
		p = p->next;
	if (p) {
		u->tail->next = p->left;
		p->left = u->head;
		return;
	}
	purges = &own;
	while (own.left) {
		struct uc_unix_message *m = own.left;
		own.left = m->next;
		uc_unix_message_free(m);
	}
	for (at = &purges; *at != &own; at = &(*at)->next)
		;
	*at = own.next;
}

void uc_unix_link(struct uc_unix *a, struct uc_unix *b)
{
	a->peer = b;
	b->peer = a;
	a->was_connected = b->was_connected = true;
}

static void drop_connection(struct uc_unix *u)
{
	struct uc_unix *p = u->peer;
	if (!p || !uc_unix_connected_type(u))
		return;
	if (p->peer == u) {
		p->peer = NULL;
		p->peer_gone = true;
		/* unread data is lost: its sender shall know */
		if (u->head)
			p->error = ECONNRESET;
		uc_unix_wake(p, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLHUP);
	}
	u->peer = NULL;
}

/* Datagram sockets that send here by default. */
static void forget_destination(struct uc_unix *u)
{
	uc_list_each(n, &uc_unix_all) {
		struct uc_unix *o = UC_CONTAINER(n, struct uc_unix, all);
		if (o->peer == u) {
			o->peer = NULL;
			o->peer_gone = true;
			uc_unix_wake(o, EPOLLOUT);
		}
	}
}

void uc_unix_free(struct uc_unix *u)
{
	while (!uc_list_empty(&u->ready)) {
		struct uc_unix *c = UC_CONTAINER(u->ready.next, struct uc_unix,
						 node);
		uc_list_remove(&c->node);
		if (c->peer)
			c->peer->error = ECONNRESET;
		uc_unix_free(c);
	}
	uc_list_remove(&u->all);
	drop_connection(u);
	if (!uc_unix_connected_type(u))
		forget_destination(u);
	if (u->s.listening)
		uc_unix_wake(u, EPOLLHUP);
	purge(u);
	if (u->vnode)
		uc_vnode_put(u->vnode);
	uc_free(u->peer_name);
	uc_free(u);
}

static void release(struct uc_file *f)
{
	uc_unix_free(f->data);
}

static unsigned poll_op(struct uc_file *f, struct uc_wait *w)
{
	struct uc_unix *u = f->data;
	unsigned e = 0;
	if (w)
		uc_wait_add(&u->q, w);
	if (u->s.listening)
		return uc_list_empty(&u->ready) ? 0 : EPOLLIN | EPOLLRDNORM;
	bool stream = uc_unix_connected_type(u);
	bool eof = u->rx_shut || (stream && u->was_connected &&
				  (!u->peer || u->peer->tx_shut));
	bool closed = u->tx_shut || (stream && u->was_connected && !u->peer);
	if (u->error)
		e |= EPOLLERR;
	if (eof)
		e |= EPOLLIN | EPOLLRDNORM | EPOLLRDHUP;
	if ((eof && closed) || (stream && !u->was_connected))
		e |= EPOLLHUP;
	if (u->head)
		e |= EPOLLIN | EPOLLRDNORM;
	if (!u->peer || uc_unix_room(u->peer, u))
		e |= EPOLLOUT | EPOLLWRNORM;
	return e;
}

static long ioctl_op(struct uc_file *f, unsigned long req, long arg)
{
	struct uc_unix *u = f->data;
	int v;
	switch (req) {
	case FIONREAD:
		if (u->s.listening)
			return -EINVAL;
		v = uc_unix_connected_type(u) ? (int)u->bytes :
		    u->head ? (int)u->head->len : 0;
		break;
	case TIOCOUTQ:
		v = u->peer ? u->peer->bytes : 0;
		break;
	default:
		return uc_netdev_ioctl ? uc_netdev_ioctl(req, arg) : -ENOTTY;
	}
	return uc_copy_out((void *)arg, &v, sizeof v);
}

static int getname_op(struct uc_socket *s, struct sockaddr_storage *ss,
		      socklen_t *len, bool peer)
{
	struct uc_unix *u = (struct uc_unix *)s;
	const struct uc_unix_name *n = &u->name;
	if (peer) {
		if (!u->peer && !u->peer_name)
			return -ENOTCONN;
		n = u->peer ? &u->peer->name : u->peer_name;
	}
	*len = UC_MAX(n->len, (socklen_t)sizeof(sa_family_t));
	ss->ss_family = AF_UNIX;
	if (n->len)
		memcpy(ss, &n->un, UC_MIN((size_t)n->len, sizeof n->un));
	return 0;
}

static int shutdown_op(struct uc_socket *s, int how)
{
	struct uc_unix *u = (struct uc_unix *)s;
	if (uc_unix_connected_type(u) && !u->peer && !u->was_connected)
		return -ENOTCONN;
	if (how != SHUT_WR)
		u->rx_shut = true;
	if (how != SHUT_RD)
		u->tx_shut = true;
	unsigned all = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLHUP;
	uc_unix_wake(u, all);
	if (u->peer && u->peer->peer == u)
		uc_unix_wake(u->peer, all);
	return 0;
}

static int getsockopt_op(struct uc_socket *s, int level, int name, void *val,
			 socklen_t *len)
{
	if (level != SOL_SOCKET || name != SO_PEERCRED)
		return -ENOPROTOOPT;
	struct uc_unix *u = (struct uc_unix *)s;
	struct ucred c = {0, -1, -1};
	if (u->was_connected || s->listening)
		c = (struct ucred){1, 0, 0}; /* there is one process */
	memcpy(val, &c, sizeof c);
	*len = sizeof c;
	return 0;
}

static int take_error_op(struct uc_socket *s)
{
	struct uc_unix *u = (struct uc_unix *)s;
	int e = u->error;
	u->error = 0;
	return e;
}

struct uc_unix *uc_unix_alloc(int type)
{
	struct uc_unix *u = uc_zalloc(sizeof *u);
	if (!u)
		return NULL;
	uc_socket_init(&u->s, &uc_unix_ops, AF_UNIX, type, 0);
	uc_waitq_init(&u->q);
	uc_list_init(&u->ready);
	uc_list_init(&u->node);
	uc_list_append(&uc_unix_all, &u->all);
	return u;
}

int uc_unix_file(struct uc_unix *u, struct uc_file **f)
{
	*f = uc_file_new(&uc_unix_file_ops, 0, u);
	if (!*f)
		return -ENFILE;
	u->s.file = *f;
	(*f)->kind = "socket:[unix]";
	return 0;
}

static int check(int *type, int protocol)
{
	if (protocol && protocol != AF_UNIX)
		return -EPROTONOSUPPORT;
	if (*type == SOCK_RAW) /* as Linux: BSD's name for datagrams */
		*type = SOCK_DGRAM;
	if (*type != SOCK_STREAM && *type != SOCK_DGRAM &&
	    *type != SOCK_SEQPACKET)
		return -ESOCKTNOSUPPORT;
	return 0;
}

static int create(int type, int protocol, struct uc_file **f)
{
	int r = check(&type, protocol);
	if (r < 0)
		return r;
	struct uc_unix *u = uc_unix_alloc(type);
	if (!u)
		return -ENOMEM;
	r = uc_unix_file(u, f);
	if (r < 0)
		uc_unix_free(u);
	return r;
}

static int pair(int type, int protocol, struct uc_file *f[2])
{
	int r = create(type, protocol, &f[0]);
	if (r < 0)
		return r;
	r = create(type, protocol, &f[1]);
	if (r < 0) {
		uc_file_put(f[0]);
		return r;
	}
	uc_unix_link(f[0]->data, f[1]->data);
	return 0;
}

const struct uc_sockfamily uc_family_unix = {AF_UNIX, create, pair};

const struct uc_file_ops uc_unix_file_ops = {
	UC_SOCKET_FILE_OPS,
	.poll = poll_op,
	.ioctl = ioctl_op,
	.release = release,
};

const struct uc_socket_ops uc_unix_ops = {
	.bind = uc_unix_bind,
	.connect = uc_unix_connect,
	.listen = uc_unix_listen,
	.accept = uc_unix_accept,
	.getname = getname_op,
	.send = uc_unix_send,
	.recv = uc_unix_recv,
	.shutdown = shutdown_op,
	.getsockopt = getsockopt_op,
	.take_error = take_error_op,
};
