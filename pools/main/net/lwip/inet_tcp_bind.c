/* SPDX-License-Identifier: BSD-3-Clause */
/* Local addresses of TCP sockets, with Linux's rules of who may share one. */
#include "tcp.h"

static bool overlap(const ip_addr_t *a, const ip_addr_t *b)
{
	bool any_a = ip_addr_isany_val(*a) || IP_IS_ANY_TYPE_VAL(*a);
	bool any_b = ip_addr_isany_val(*b) || IP_IS_ANY_TYPE_VAL(*b);
	if (IP_IS_ANY_TYPE_VAL(*a) || IP_IS_ANY_TYPE_VAL(*b))
		return true; /* dual-stack: overlaps both families */
	if (IP_GET_TYPE(a) != IP_GET_TYPE(b))
		return false;
	return any_a || any_b || ip_addr_cmp_zoneless(a, b);
}

/* Whether the pcb in use keeps t from the address. */
static bool conflicts(const struct uc_tcp *t, const struct tcp_pcb *p,
		      const ip_addr_t *a, uint16_t port)
{
	const struct uc_tcp *o = p->callback_arg;
	if (p->local_port != port || o == t || !overlap(a, &p->local_ip))
		return false;
	if (uc_socket_option(&t->i.s, SO_REUSEPORT) && o &&
	    uc_socket_option(&o->i.s, SO_REUSEPORT))
		return false;
	return p->state == LISTEN || !uc_socket_option(&t->i.s, SO_REUSEADDR) ||
	       !ip_get_option(p, SOF_REUSEADDR);
}

static bool taken(const struct uc_tcp *t, const ip_addr_t *a, uint16_t port)
{
	for (unsigned i = 0; i < NUM_TCP_PCB_LISTS; i++)
		for (struct tcp_pcb *p = *tcp_pcb_lists[i]; p; p = p->next)
			if (conflicts(t, p, a, port))
				return true;
	return false;
}

static bool used(uint16_t port)
{
	for (unsigned i = 0; i < NUM_TCP_PCB_LISTS; i++)
		for (struct tcp_pcb *p = *tcp_pcb_lists[i]; p; p = p->next)
			if (p->local_port == port)
				return true;
	return false;
}

static void bind_pcb(struct uc_tcp *t, const ip_addr_t *a, uint16_t port)
{
	t->i.local = *a;
	t->i.local_port = port;
	t->i.bound = true;
	ip_addr_copy(t->pcb->local_ip, *a);
	t->pcb->local_port = port;
	TCP_REG(&tcp_bound_pcbs, t->pcb);
}

int uc_tcp_rebind(struct uc_tcp *t)
{
	if (!t->named) {
		t->i.bound = false;
		t->i.local_port = 0;
		memset(&t->i.local, 0, sizeof t->i.local);
		IP_SET_TYPE_VAL(t->i.local, uc_inet_ip_type(&t->i));
		return 0;
	}
	int r = uc_tcp_pcb(t);
	if (!r)
		bind_pcb(t, &t->own, t->i.local_port);
	return r;
}

static int random_port(struct uc_tcp *t, const ip_addr_t *a)
{
	uint16_t first = uc_inet_random_port(), port = first;
	while (used(port)) {
		port = port >= 60999 ? 32768 : port + 1;
		if (port == first)
			return -EADDRINUSE;
	}
	bind_pcb(t, a, port);
	return 0;
}

int uc_tcp_bind_free(struct uc_tcp *t)
{
	ip_addr_t any;
	memset(&any, 0, sizeof any);
	IP_SET_TYPE_VAL(any, uc_inet_ip_type(&t->i));
	return random_port(t, &any);
}

int uc_tcp_bind(struct uc_socket *s, const struct sockaddr *sa, socklen_t len)
{
	struct uc_tcp *t = (struct uc_tcp *)s;
	ip_addr_t a;
	uint16_t port;
	int r = uc_inet_addr_from(&t->i, sa, len, &a, &port);
	if (r < 0)
		return r;
	if (t->i.bound || t->connecting || t->established || s->listening)
		return -EINVAL;
	if (ip_addr_ismulticast(&a))
		return -EADDRNOTAVAIL;
	r = uc_inet_addr_check(&a);
	if (!r)
		r = uc_tcp_pcb(t);
	if (r < 0)
		return r;
	if (!port)
		r = random_port(t, &a);
	else if (taken(t, &a, port))
		r = -EADDRINUSE;
	else
		bind_pcb(t, &a, port);
	if (!r) {
		t->own = a;
		t->named = true;
	}
	return r;
}
