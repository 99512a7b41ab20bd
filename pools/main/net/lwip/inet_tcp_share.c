/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Listeners that share an address by SO_REUSEPORT. lwIP finds one of them for
 * all; which of them a connection is for, the peer's address decides.
 */
#include "tcp.h"

static bool shares(const struct uc_tcp *l, const struct tcp_pcb_listen *p)
{
	const struct uc_tcp *o = p->callback_arg;
	if (o == l)
		return true;
	return o && uc_socket_option(&l->i.s, SO_REUSEPORT) &&
	       uc_socket_option(&o->i.s, SO_REUSEPORT) &&
	       p->local_port == l->i.local_port &&
	       ip_addr_cmp(&p->local_ip, &l->i.local);
}

static bool full(const struct tcp_pcb_listen *p)
{
	const struct uc_tcp *l = p->callback_arg;
	return l->ready_count > l->backlog;
}

/* How many there are with room. */
static unsigned count(const struct uc_tcp *l)
{
	unsigned n = 0;
	for (struct tcp_pcb_listen *p = tcp_listen_pcbs.listen_pcbs; p; p = p->next)
		n += shares(l, p) && !full(p);
	return n;
}

struct uc_tcp *uc_tcp_share(struct uc_tcp *l, const struct tcp_pcb *peer)
{
	struct {
		ip_addr_t a;
		uint32_t port;
	} key;
	unsigned n = count(l);
	if (!n)
		return l;
	memset(&key, 0, sizeof key);
	ip_addr_copy(key.a, peer->remote_ip);
	key.port = peer->remote_port;
	unsigned k = n == 1 ? 0 : uc_net_hash(&key, sizeof key) % n;
	for (struct tcp_pcb_listen *p = tcp_listen_pcbs.listen_pcbs; p; p = p->next)
		if (shares(l, p) && !full(p) && !k--)
			return p->callback_arg;
	return l;
}

/* While all queues are full no SYN is answered: the peer tries again. */
void uc_tcp_limit(struct uc_tcp *l)
{
	u8_t backlog = count(l) ? 0xff : 0;
	for (struct tcp_pcb_listen *p = tcp_listen_pcbs.listen_pcbs; p; p = p->next)
		if (shares(l, p))
			p->backlog = backlog;
}
