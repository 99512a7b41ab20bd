/* SPDX-License-Identifier: BSD-3-Clause */
/* Opening and ending TCP connections. */
#include <sys/epoll.h>
#include <sys/socket.h>
#include <uc/heap.h>
#include "tcp.h"

#define INITIAL_CWND(mss) (10u * (mss)) /* RFC 6928 */

static err_t on_connected(void *arg, struct tcp_pcb *pcb, err_t err)
{
	struct uc_tcp *t = arg;
	(void)err;
	t->connecting = false;
	t->established = t->i.has_peer = true;
	pcb->cwnd = INITIAL_CWND(pcb->mss);
	uc_tcp_wake(t, EPOLLOUT | EPOLLWRNORM);
	return ERR_OK;
}

/* What a connect of an unspecific address means: this machine. */
static void to_loopback(ip_addr_t *a)
{
	if (IP_IS_V4(a))
		ip_addr_set_loopback_val(0, *a);
	else
		ip_addr_set_loopback_val(1, *a);
}

static int disconnect(struct uc_tcp *t)
{
	if (t->i.s.listening)
		return -EISCONN;
	if (t->pcb) {
		struct tcp_pcb *pcb = t->pcb;
		uc_tcp_detach(t);
		t->pcb = NULL;
		tcp_abort(pcb);
	}
	uc_tcp_drop_rx(t);
	t->connecting = t->established = t->i.connected = false;
	t->i.has_peer = false;
	t->rx_fin = t->rx_shut = t->tx_shut = false;
	t->i.remote_port = 0;
	t->i.error = 0;
	return uc_tcp_rebind(t);
}

/* A pcb with a local port. */
static int open_pcb(struct uc_tcp *t)
{
	int r = !t->pcb && t->i.bound ? uc_tcp_rebind(t) : 0;
	if (!r)
		r = uc_tcp_pcb(t);
	if (!r && !t->i.bound)
		r = uc_tcp_bind_free(t);
	return r;
}

/* Waits for a connect under way; its result. */
static int await(struct uc_tcp *t, int flags)
{
	uint64_t deadline = uc_socket_deadline(t->i.s.sndtimeo, flags);
	if (deadline == UC_SOCKET_NOWAIT) {
		uc_net_sent();
		if (t->connecting)
			return -EINPROGRESS;
	} else {
		int r = uc_wait_until(&t->i.q,
				      (uc_net_poll(), !t->connecting),
				      deadline, true);
		if (r == -ETIMEDOUT)
			return -EINPROGRESS;
		if (r < 0)
			return uc_socket_wait_error(r, t->i.s.sndtimeo);
	}
	if (t->i.error) {
		int e = t->i.error;
		t->i.error = 0;
		t->rx_fin = t->tx_shut = false; /* as new: it may try again */
		return -e;
	}
	if (!t->established)
		return -ECONNABORTED;
	t->i.connected = true;
	return 0;
}

static int start(struct uc_tcp *t, const ip_addr_t *a, uint16_t port)
{
	int r = open_pcb(t);
	if (r < 0)
		return r == -EADDRINUSE ? -EADDRNOTAVAIL : r;
	t->rx_fin = t->tx_shut = false;
	uc_tcp_options(t);
	uc_tcp_attach(t);
	t->connecting = true;
	err_t e = tcp_connect(t->pcb, a, port, on_connected);
	if (e != ERR_OK) {
		t->connecting = false;
		return e == ERR_USE ? -EADDRNOTAVAIL : -uc_inet_errno(e);
	}
	ip_addr_copy(t->i.local, t->pcb->local_ip);
	ip_addr_copy(t->i.remote, t->pcb->remote_ip);
	t->i.remote_port = port;
	return 0;
}

int uc_tcp_connect(struct uc_socket *s, const struct sockaddr *sa,
		   socklen_t len, int flags)
{
	struct uc_tcp *t = (struct uc_tcp *)s;
	ip_addr_t a;
	uint16_t port;
	if (sa->sa_family == AF_UNSPEC)
		return disconnect(t);
	int r = uc_inet_addr_from(&t->i, sa, len, &a, &port);
	if (r < 0)
		return r;
	if (s->listening || t->i.connected)
		return -EISCONN;
	if (t->connecting)
		return flags & MSG_DONTWAIT ? -EALREADY : await(t, flags);
	if (t->established || t->i.error) /* a connect ended meanwhile */
		return await(t, flags | MSG_DONTWAIT);
	if (IP_IS_ANY_TYPE_VAL(a) || ip_addr_isany_val(a)) {
		if (IP_IS_ANY_TYPE_VAL(a))
			IP_SET_TYPE_VAL(a, IPADDR_TYPE_V6);
		to_loopback(&a);
	}
	if (ip_addr_ismulticast(&a))
		return -ENETUNREACH;
	r = uc_inet_route(t->i.bound ? &t->i.local : &a, &a,
			  uc_socket_deadline(s->sndtimeo, flags));
	if (!r)
		r = start(t, &a, port);
	return r < 0 ? r : await(t, flags);
}

static void inherit(struct uc_tcp *c, const struct uc_tcp *l)
{
	c->i.s.options = l->i.s.options;
	c->i.s.rcvbuf = l->i.s.rcvbuf;
	c->i.s.sndbuf = l->i.s.sndbuf;
	c->i.s.rcvlowat = l->i.s.rcvlowat;
	c->i.s.linger = l->i.s.linger;
	c->i.ttl = l->i.ttl;
	c->i.tos = l->i.tos;
	c->i.v6only = l->i.v6only;
	c->nodelay = l->nodelay;
	c->keep_idle = l->keep_idle;
	c->keep_intvl = l->keep_intvl;
	c->keep_cnt = l->keep_cnt;
}

static err_t on_accept(void *arg, struct tcp_pcb *pcb, err_t err)
{
	struct uc_tcp *l = arg;
	if (err != ERR_OK || !pcb || !l)
		return ERR_VAL;
	l = uc_tcp_share(l, pcb);
	struct uc_tcp *t = uc_tcp_alloc(l->i.s.family);
	if (!t)
		return ERR_MEM; /* lwIP resets the connection */
	inherit(t, l);
	t->pcb = pcb;
	t->established = t->i.connected = t->i.bound = t->i.has_peer = true;
	ip_addr_copy(t->i.local, pcb->local_ip);
	ip_addr_copy(t->i.remote, pcb->remote_ip);
	t->i.local_port = pcb->local_port;
	t->i.remote_port = pcb->remote_port;
	pcb->cwnd = INITIAL_CWND(pcb->mss);
	uc_tcp_attach(t);
	uc_tcp_options(t);
	t->listener = l;
	uc_list_append(&l->ready, &t->node);
	l->ready_count++;
	uc_tcp_limit(l);
	uc_tcp_wake(l, EPOLLIN | EPOLLRDNORM);
	return ERR_OK;
}

int uc_tcp_listen(struct uc_socket *s, int backlog)
{
	struct uc_tcp *t = (struct uc_tcp *)s;
	err_t e;
	t->backlog = backlog;
	if (s->listening) {
		uc_tcp_limit(t);
		return 0;
	}
	if (t->connecting || t->established)
		return -EINVAL;
	int r = open_pcb(t);
	if (r < 0)
		return r;
	uc_tcp_options(t);
	/* uc_tcp_bind judged sharing; lwIP's own test knows no SO_REUSEPORT */
	bool reuse = ip_get_option(t->pcb, SOF_REUSEADDR);
	if (uc_socket_option(s, SO_REUSEPORT))
		ip_reset_option(t->pcb, SOF_REUSEADDR);
	struct tcp_pcb *l = tcp_listen_with_backlog_and_err(t->pcb, 0xff, &e);
	if (!l)
		return -uc_inet_errno(e);
	if (reuse)
		ip_set_option(l, SOF_REUSEADDR);
	t->pcb = l;
	tcp_arg(l, t);
	tcp_accept(l, on_accept);
	uc_tcp_limit(t);
	return 0;
}

int uc_tcp_accept(struct uc_socket *s, struct uc_file **f, int flags)
{
	struct uc_tcp *l = (struct uc_tcp *)s;
	if (!s->listening)
		return -EINVAL;
	if (uc_list_empty(&l->ready)) {
		uint64_t deadline = uc_socket_deadline(s->rcvtimeo, flags);
		if (deadline == UC_SOCKET_NOWAIT)
			return -EAGAIN;
		int r = uc_wait_until(&l->i.q, (uc_net_poll(),
				      !uc_list_empty(&l->ready) ||
				      !s->listening), deadline, true);
		if (r < 0)
			return uc_socket_wait_error(r, s->rcvtimeo);
		if (!s->listening)
			return -EINVAL;
	}
	*f = uc_file_new(&uc_tcp_file_ops, 0, NULL);
	if (!*f)
		return -ENFILE;
	struct uc_tcp *t = UC_CONTAINER(l->ready.next, struct uc_tcp, node);
	uc_list_remove(&t->node);
	t->listener = NULL;
	l->ready_count--;
	uc_tcp_limit(l);
	t->i.s.file = *f;
	(*f)->data = t;
	(*f)->kind = "socket:[tcp]";
	return 0;
}

static int stop_listening(struct uc_tcp *t)
{
	struct tcp_pcb *pcb = t->pcb;
	uc_tcp_detach(t);
	t->pcb = NULL;
	t->i.s.listening = false;
	tcp_close(pcb);
	uc_tcp_rebind(t);
	while (!uc_list_empty(&t->ready)) {
		struct uc_tcp *c = UC_CONTAINER(t->ready.next, struct uc_tcp,
						node);
		uc_list_remove(&c->node);
		c->i.s.linger = 0; /* reset: nobody will ever read */
		uc_tcp_free(c);
	}
	t->ready_count = 0;
	uc_tcp_wake(t, EPOLLHUP | EPOLLIN);
	return 0;
}

int uc_tcp_shutdown(struct uc_socket *s, int how)
{
	struct uc_tcp *t = (struct uc_tcp *)s;
	if (s->listening)
		return how == SHUT_WR ? 0 : stop_listening(t);
	if (!t->established || !t->pcb)
		return -ENOTCONN;
	if (how != SHUT_WR)
		t->rx_shut = true;
	if (how != SHUT_RD && !t->tx_shut) {
		t->tx_shut = true;
		tcp_nagle_disable(t->pcb); /* what was corked goes out */
		tcp_shutdown(t->pcb, 0, 1);
	}
	uc_tcp_wake(t, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLHUP);
	uc_net_sent();
	return 0;
}
