/* SPDX-License-Identifier: BSD-3-Clause */
/* Data through a TCP connection. */
#include <sys/epoll.h>
#include <sys/socket.h>
#include "tcp.h"

#define CHUNK 32768u

/* Makes every page of an application's buffer present and proves it readable,
 * so that lwIP may copy from it: nothing can unmap it before, as kernel code is
 * not preemptible. */
static int prefault(const char *p, size_t n)
{
	const char *end = p + n;
	char c;
	if (end < p)
		return -EFAULT;
	while (p < end) {
		if (uc_copy_in(&c, p, 1))
			return -EFAULT;
		p = (const char *)UC_ALIGN_DOWN((uintptr_t)p, UC_PAGE_SIZE) +
		    UC_PAGE_SIZE;
	}
	return 0;
}

static void advance(struct uc_iov *iov, size_t n)
{
	iov->v->iov_base = (char *)iov->v->iov_base + n;
	iov->v->iov_len -= n;
	iov->total -= n;
}

/* As much as fits; the count, or -EFAULT, -ENOBUFS, 0 when full. */
static ssize_t fill(struct uc_tcp *t, struct uc_iov *iov)
{
	size_t done = 0;
	while (iov->total) {
		if (!iov->v->iov_len) {
			iov->v++;
			iov->count--;
			continue;
		}
		size_t n = UC_MIN(iov->v->iov_len, (size_t)t->pcb->snd_buf);
		n = UC_MIN(n, CHUNK);
		if (!n || tcp_sndqueuelen(t->pcb) >= TCP_SND_QUEUELEN - 64)
			break;
		if (!iov->kernel && prefault(iov->v->iov_base, n))
			return done ? (ssize_t)done : -EFAULT;
		u8_t flags = TCP_WRITE_FLAG_COPY |
			     (n < iov->total ? TCP_WRITE_FLAG_MORE : 0);
		if (tcp_write(t->pcb, iov->v->iov_base, n, flags) != ERR_OK) {
			/* memory is short: what is in flight will free some */
			if (!done && !t->pcb->unacked && !t->pcb->unsent)
				return -ENOBUFS;
			break;
		}
		advance(iov, n);
		done += n;
	}
	return done;
}

static err_t on_poll(void *arg, struct tcp_pcb *pcb)
{
	(void)arg;
	tcp_poll(pcb, NULL, 0);
	return tcp_output(pcb) == ERR_OK ? ERR_OK : ERR_MEM;
}

static void push(struct uc_tcp *t, int flags)
{
	struct tcp_pcb *p = t->pcb;
	/* MSG_MORE and TCP_CORK: only whole segments; the rest follows within
	 * 200 ms (tcp(7)), which lwIP's poll callback sees to */
	if ((flags & MSG_MORE || t->corked) && p->unsent && !p->unsent->next &&
	    p->unsent->len < p->mss) {
		tcp_poll(p, on_poll, 200 / TCP_SLOW_INTERVAL);
		return;
	}
	tcp_output(p);
}

/* Why nothing may be sent: 0 if it may. */
static int send_state(struct uc_tcp *t, int flags)
{
	if (t->i.error) {
		int e = t->i.error;
		t->i.error = 0;
		return e == EPIPE ? uc_socket_epipe(flags) : -e;
	}
	if (t->connecting)
		return -EAGAIN;
	if (t->tx_shut || !t->pcb || !t->established)
		return uc_socket_epipe(flags);
	return 0;
}

static bool send_ready(struct uc_tcp *t)
{
	if (t->connecting)
		return false;
	if (!t->pcb || t->i.error || t->tx_shut || uc_tcp_writable(t))
		return true;
	t->want_write = true;
	return false;
}

ssize_t uc_tcp_send(struct uc_socket *s, struct uc_iov *iov,
		    const struct msghdr *m, int flags)
{
	struct uc_tcp *t = (struct uc_tcp *)s;
	uint64_t deadline = uc_socket_deadline(s->sndtimeo, flags);
	size_t done = 0;
	ssize_t r;
	if (flags & MSG_OOB)
		return -EOPNOTSUPP;
	if (m && m->msg_name && !t->established && !t->connecting &&
	    flags & MSG_FASTOPEN)
		return -EOPNOTSUPP;
	for (;;) {
		r = send_state(t, done ? flags | MSG_NOSIGNAL : flags);
		if (!r && !iov->total)
			break;
		if (!r) {
			r = fill(t, iov);
			if (r > 0) {
				done += r;
				push(t, iov->total ? 0 : flags);
			}
		}
		if (r < 0 && r != -EAGAIN)
			break;
		if (!iov->total && done)
			break;
		if (deadline == UC_SOCKET_NOWAIT) {
			t->want_write = true;
			r = -EAGAIN;
			break;
		}
		if (r > 0 && t->pcb && uc_tcp_writable(t)) {
			uc_cond_resched();
			continue;
		}
		r = uc_wait_until(&t->i.q, (uc_net_poll(), send_ready(t)),
				  deadline, true);
		if (r < 0) {
			r = uc_socket_wait_error(r, s->sndtimeo);
			break;
		}
	}
	uc_net_sent();
	return done ? (ssize_t)done : r;
}

/* Copies received data out; consumes it unless peeking. */
static ssize_t drain(struct uc_tcp *t, struct uc_iov *iov, int flags)
{
	size_t done = 0;
	struct pbuf *p = t->rx;
	while (p && iov->total) {
		size_t n = UC_MIN((size_t)p->len, iov->total);
		if (flags & MSG_TRUNC)
			iov->total -= n;
		else if (uc_iov_to(iov, p->payload, n))
			return done ? (ssize_t)done : -EFAULT;
		done += n;
		if (flags & MSG_PEEK) {
			p = p->next;
			continue;
		}
		t->rx_bytes -= n;
		if (n < p->len) {
			p->payload = (char *)p->payload + n;
			p->len -= n;
			break;
		}
		t->rx = p->next;
		if (!t->rx)
			t->rx_tail = NULL;
		p->next = NULL;
		p->tot_len = p->len;
		pbuf_free(p);
		p = t->rx;
	}
	return done;
}

static void acknowledge(struct uc_tcp *t, size_t n)
{
	while (n && t->pcb) {
		u16_t part = UC_MIN(n, (size_t)UINT16_MAX);
		tcp_recved(t->pcb, part);
		n -= part;
	}
}

static bool recv_ready(struct uc_tcp *t, size_t need)
{
	return t->rx_bytes >= need || t->rx_fin || t->rx_shut || t->i.error ||
	       (!t->pcb && !t->connecting);
}

/* Nothing is queued: what recv answers, or 1 to wait. */
static int recv_state(struct uc_tcp *t)
{
	if (t->i.error) {
		int e = t->i.error;
		t->i.error = 0;
		return -e;
	}
	if (t->rx_shut || (t->established && t->rx_fin))
		return 0;
	if (!t->established && !t->connecting)
		return -ENOTCONN;
	return 1;
}

ssize_t uc_tcp_recv(struct uc_socket *s, struct uc_iov *iov, struct msghdr *m,
		    int flags)
{
	struct uc_tcp *t = (struct uc_tcp *)s;
	uint64_t deadline = uc_socket_deadline(s->rcvtimeo, flags);
	size_t done = 0, target = flags & MSG_WAITALL ? iov->total : 1;
	m->msg_namelen = m->msg_controllen = m->msg_flags = 0;
	if (flags & (MSG_OOB | MSG_ERRQUEUE))
		return flags & MSG_OOB ? -EINVAL : -EAGAIN;
	if (s->listening)
		return -ENOTCONN;
	target = UC_MAX(UC_MIN(target, iov->total), 1u);
	if (!(flags & MSG_WAITALL) && s->rcvlowat > 1)
		target = UC_MIN((size_t)s->rcvlowat, iov->total);
	for (;;) {
		ssize_t r = 0;
		if (t->rx && iov->total) {
			r = drain(t, iov, flags);
			if (r < 0)
				return done ? (ssize_t)done : r;
			done += r;
			if (!(flags & MSG_PEEK)) {
				acknowledge(t, r);
				uc_net_sent();
			}
		}
		if (done >= target || !iov->total || (flags & MSG_PEEK && done))
			return done;
		int st = recv_state(t);
		if (st <= 0)
			return done ? (ssize_t)done : st;
		if (deadline == UC_SOCKET_NOWAIT)
			return done ? (ssize_t)done : -EAGAIN;
		r = uc_wait_until(&t->i.q,
			(uc_net_poll(), recv_ready(t, UC_MIN(target - done,
				(size_t)TCP_WND / 2))), deadline, true);
		if (r < 0)
			return done ? (ssize_t)done
				    : uc_socket_wait_error(r, s->rcvtimeo);
	}
}
