/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The program has ended. On a general system the kernel outlives it: connections
 * are closed, and what they were given is sent and sent again until the peer has
 * it. Here the machine goes off next, so that happens now, for a while, and no
 * other thread runs meanwhile.
 */
#include <uc/timer.h>
#include "net.h"
#include "tcp.h"

#define WHILE 1000000000ull /* ns; a peer that is alive takes a fraction of it */

/* Ends one connection as close does. true: the list of them is another. */
static bool end(struct tcp_pcb *p)
{
	const struct uc_tcp *t = p->callback_arg;
	if (p->state < ESTABLISHED)
		return false; /* on the way there it may be the listener's */
	if (t && (t->rx_bytes || t->i.s.linger == 0)) {
		tcp_abort(p); /* the peer learns that not all was read */
		return true;
	}
	if (p->state == ESTABLISHED || p->state == CLOSE_WAIT) {
		tcp_nagle_disable(p);
		tcp_shutdown(p, 0, 1);
	}
	return false;
}

/* Who is to receive it on this machine has ended as well. */
static bool local(const struct tcp_pcb *p)
{
	return ip_addr_isloopback(&p->remote_ip) || ip_addr_cmp(&p->remote_ip, &p->local_ip);
}

static bool owing(void)
{
	for (const struct tcp_pcb *p = tcp_active_pcbs; p; p = p->next)
		if (p->state >= ESTABLISHED && !local(p) &&
		    (p->unsent || p->unacked || p->flags & TF_CLOSEPEND))
			return true;
	for (const struct uc_eth *e = uc_net_eths; e; e = e->next)
		if (e->sending || e->burst.count)
			return true;
	return false;
}

void uc_net_finish(void)
{
	uint64_t until = uc_monotonic() + WHILE;
	struct tcp_pcb *p = tcp_active_pcbs;
	while (p) {
		struct tcp_pcb *next = p->next;
		p = end(p) ? tcp_active_pcbs : next;
	}
	for (uc_net_flush(); owing() && uc_monotonic() < until; uc_net_flush()) {
		uc_net_timers();
		uc_net_poll();
	}
}
