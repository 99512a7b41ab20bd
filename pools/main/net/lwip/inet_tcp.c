/* SPDX-License-Identifier: BSD-3-Clause */
/* TCP sockets: their life, their events, and what lwIP calls. */
#include <netinet/in.h>
#include <sys/epoll.h>
#include <uc/heap.h>
#include <uc/timer.h>
#include "tcp.h"

static u8_t ext_id;

void uc_tcp_wake(struct uc_tcp *t, unsigned events)
{
	uc_wake(&t->i.q, -1, events);
}

bool uc_tcp_writable(struct uc_tcp *t)
{
	/* as Linux: not before a third of the buffer is free, so that a writer
	 * is not woken for every segment */
	return t->pcb->snd_buf >= TCP_SND_BUF / 3 &&
	       tcp_sndqueuelen(t->pcb) < TCP_SND_QUEUELEN / 4 * 3;
}

unsigned uc_tcp_events(struct uc_tcp *t)
{
	unsigned e = 0;
	bool gone = !t->pcb;
	if (t->i.s.listening)
		return uc_list_empty(&t->ready) ? 0 : EPOLLIN | EPOLLRDNORM;
	if (t->i.error)
		e |= EPOLLERR;
	if (t->connecting)
		return e;
	if (gone || !t->established)
		e |= EPOLLHUP;
	if (t->rx_fin || t->rx_shut)
		e |= EPOLLIN | EPOLLRDNORM | EPOLLRDHUP;
	if ((t->rx_fin || t->rx_shut) && t->tx_shut)
		e |= EPOLLHUP;
	if (t->rx)
		e |= EPOLLIN | EPOLLRDNORM;
	if (gone || t->tx_shut || !t->established || uc_tcp_writable(t))
		e |= EPOLLOUT | EPOLLWRNORM;
	else
		t->want_write = true;
	return e;
}

static unsigned tcp_poll_op(struct uc_file *f, struct uc_wait *w)
{
	struct uc_tcp *t = f->data;
	if (w)
		uc_wait_add(&t->i.q, w);
	return uc_tcp_events(t);
}

/* The pcb is about to be freed by lwIP, for whatever reason. */
static void pcb_gone(u8_t id, void *data)
{
	struct uc_tcp *t = data;
	(void)id;
	if (!t)
		return;
	t->pcb = NULL;
	t->connecting = t->i.has_peer = false;
	t->rx_fin = t->tx_shut = true;
	uc_tcp_wake(t, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLHUP);
}

static const struct tcp_ext_arg_callbacks ext_callbacks = {pcb_gone, NULL};

static void on_error(void *arg, err_t err)
{
	struct uc_tcp *t = arg;
	if (!t)
		return;
	if (err == ERR_RST)
		t->i.error = t->connecting ? ECONNREFUSED :
			     t->rx_fin ? EPIPE : ECONNRESET;
	else if (err != ERR_CLSD)
		t->i.error = uc_inet_errno(err);
	if (t->pcb) /* lwIP frees it next: another may be the socket's then */
		tcp_ext_arg_set(t->pcb, ext_id, NULL);
	t->pcb = NULL;
	t->connecting = t->i.has_peer = false;
	t->rx_fin = t->tx_shut = true;
	if (!t->established)
		uc_tcp_rebind(t);
	uc_tcp_wake(t, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLHUP |
		       (t->i.error ? EPOLLERR : 0));
}

/* Small segments in a row would each keep a whole receive buffer: they move
 * into the room behind the last one. */
static bool coalesce(struct uc_tcp *t, struct pbuf *p)
{
	struct pbuf *tail = t->rx_tail;
	if (!tail || p->next || p->len > 512 || tail->ref != 1 ||
	    !(tail->flags & PBUF_FLAG_IS_CUSTOM))
		return false;
	struct uc_netbuf *b = UC_CONTAINER(tail, struct uc_netbuf, stack);
	uint8_t *end = (uint8_t *)tail->payload + tail->len;
	if ((size_t)(b->data + b->room - end) < p->len ||
	    tail->len + p->len > UINT16_MAX)
		return false;
	memcpy(end, p->payload, p->len);
	tail->len += p->len;
	return true;
}

static err_t on_recv(void *arg, struct tcp_pcb *pcb, struct pbuf *p, err_t err)
{
	struct uc_tcp *t = arg;
	(void)pcb, (void)err;
	if (!p) {
		t->rx_fin = true;
		uc_tcp_wake(t, EPOLLIN | EPOLLRDNORM | EPOLLRDHUP |
			       (t->tx_shut ? EPOLLHUP : 0));
		return ERR_OK;
	}
	t->rx_bytes += p->tot_len;
	if (coalesce(t, p)) {
		pbuf_free(p);
	} else {
		if (t->rx_tail)
			t->rx_tail->next = p;
		else
			t->rx = p;
		while (p->next)
			p = p->next;
		t->rx_tail = p;
	}
	if (t->rx_bytes >= (uint32_t)t->i.s.rcvlowat)
		uc_tcp_wake(t, EPOLLIN | EPOLLRDNORM);
	return ERR_OK;
}

static err_t on_sent(void *arg, struct tcp_pcb *pcb, u16_t len)
{
	struct uc_tcp *t = arg;
	(void)pcb, (void)len;
	if (t->recovering)
		uc_tcp_recovery(t);
	if (t->want_write && uc_tcp_writable(t)) {
		t->want_write = false;
		uc_tcp_wake(t, EPOLLOUT | EPOLLWRNORM);
	}
	return ERR_OK;
}

void uc_tcp_attach(struct uc_tcp *t)
{
	tcp_arg(t->pcb, t);
	tcp_recv(t->pcb, on_recv);
	tcp_sent(t->pcb, on_sent);
	tcp_err(t->pcb, on_error);
	tcp_ext_arg_set(t->pcb, ext_id, t);
	tcp_ext_arg_set_callbacks(t->pcb, ext_id, &ext_callbacks);
}

void uc_tcp_detach(struct uc_tcp *t)
{
	tcp_arg(t->pcb, NULL);
	if (t->pcb->state != LISTEN) {
		tcp_recv(t->pcb, NULL);
		tcp_sent(t->pcb, NULL);
		tcp_err(t->pcb, NULL);
		tcp_ext_arg_set(t->pcb, ext_id, NULL);
	}
}

void uc_tcp_options(struct uc_tcp *t)
{
	struct uc_inet *i = &t->i;
	struct tcp_pcb *p = t->pcb;
	if (!p || p->state == LISTEN)
		return;
	p->so_options &= ~(SOF_KEEPALIVE | SOF_REUSEADDR);
	if (uc_socket_option(&i->s, SO_KEEPALIVE))
		p->so_options |= SOF_KEEPALIVE;
	if (uc_socket_option(&i->s, SO_REUSEADDR))
		p->so_options |= SOF_REUSEADDR;
	p->ttl = i->ttl;
	p->tos = i->tos;
	p->netif_idx = i->netif;
	p->keep_idle = (t->keep_idle ? t->keep_idle : 7200) * 1000u;
	p->keep_intvl = (t->keep_intvl ? t->keep_intvl : 75) * 1000u;
	p->keep_cnt = t->keep_cnt ? t->keep_cnt : 9;
	if (t->nodelay && !t->corked)
		tcp_nagle_disable(p);
	else
		tcp_nagle_enable(p);
}

int uc_tcp_pcb(struct uc_tcp *t)
{
	if (t->pcb)
		return 0;
	t->pcb = tcp_new_ip_type(uc_inet_ip_type(&t->i));
	if (!t->pcb)
		return -ENOBUFS;
	tcp_arg(t->pcb, t);
	uc_tcp_options(t);
	return 0;
}

void uc_tcp_drop_rx(struct uc_tcp *t)
{
	while (t->rx) {
		struct pbuf *p = t->rx;
		t->rx = p->next;
		p->next = NULL;
		p->tot_len = p->len;
		pbuf_free(p);
	}
	t->rx_tail = NULL;
	t->rx_bytes = 0;
}

static void close_listener(struct uc_tcp *t)
{
	while (!uc_list_empty(&t->ready)) {
		struct uc_tcp *c = UC_CONTAINER(t->ready.next, struct uc_tcp,
						node);
		uc_list_remove(&c->node);
		c->listener = NULL;
		if (c->pcb) {
			struct tcp_pcb *pcb = c->pcb;
			uc_tcp_detach(c);
			c->pcb = NULL;
			tcp_abort(pcb);
		}
		uc_tcp_free(c);
	}
	t->ready_count = 0;
}

/* SO_LINGER: until all is acknowledged, or the time is over. */
static void linger(struct uc_tcp *t)
{
	uint64_t deadline = uc_monotonic() + t->i.s.linger * 1000000000ull;
	uc_wait_until(&t->i.q,
		      (uc_net_poll(), t->want_write = true,
		       !t->pcb || (!t->pcb->unsent && !t->pcb->unacked)),
		      deadline, true);
}

void uc_tcp_free(struct uc_tcp *t)
{
	struct uc_socket *s = &t->i.s;
	if (s->listening)
		close_listener(t);
	if (t->pcb && s->linger > 0 && !t->rx_bytes &&
	    t->pcb->state >= ESTABLISHED)
		linger(t);
	if (t->pcb) {
		struct tcp_pcb *pcb = t->pcb;
		bool reset = pcb->state != LISTEN && pcb->state != CLOSED &&
			     (t->rx_bytes || s->linger == 0);
		uc_tcp_detach(t);
		t->pcb = NULL;
		/* RFC 2525, 2.17: unread data means the peer must learn that it
		 * was not received */
		if (reset || tcp_close(pcb) != ERR_OK)
			tcp_abort(pcb);
	}
	uc_tcp_drop_rx(t);
	uc_inet_release(&t->i);
	uc_free(t);
}

static void release(struct uc_file *f)
{
	uc_tcp_free(f->data);
	uc_net_sent();
}

struct uc_tcp *uc_tcp_alloc(int family)
{
	struct uc_tcp *t = uc_zalloc(sizeof *t);
	if (!t)
		return NULL;
	uc_inet_init(&t->i, &uc_tcp_ops, family, SOCK_STREAM, IPPROTO_TCP);
	uc_list_init(&t->ready);
	uc_list_init(&t->node);
	return t;
}

int uc_tcp_create(int family, int protocol, struct uc_file **f)
{
	struct uc_tcp *t = uc_tcp_alloc(family);
	(void)protocol;
	if (!t)
		return -ENOBUFS;
	*f = uc_file_new(&uc_tcp_file_ops, 0, t);
	if (!*f) {
		uc_free(t);
		return -ENFILE;
	}
	t->i.s.file = *f;
	(*f)->kind = "socket:[tcp]";
	return 0;
}

void uc_tcp_init(void)
{
	ext_id = tcp_ext_arg_alloc_id();
}

const struct uc_file_ops uc_tcp_file_ops = {
	UC_SOCKET_FILE_OPS,
	.poll = tcp_poll_op,
	.ioctl = uc_tcp_ioctl,
	.release = release,
};

const struct uc_socket_ops uc_tcp_ops = {
	.bind = uc_tcp_bind,
	.connect = uc_tcp_connect,
	.listen = uc_tcp_listen,
	.accept = uc_tcp_accept,
	.getname = uc_inet_getname,
	.send = uc_tcp_send,
	.recv = uc_tcp_recv,
	.shutdown = uc_tcp_shutdown,
	.setsockopt = uc_tcp_setsockopt,
	.getsockopt = uc_tcp_getsockopt,
	.take_error = uc_inet_take_error,
};
