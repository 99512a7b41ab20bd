/* SPDX-License-Identifier: BSD-3-Clause */
/* What TCP, UDP and raw sockets share. */
#define _GNU_SOURCE
#include <netinet/in.h>
#include <uc/heap.h>
#include "inet.h"
#include "lwip/igmp.h"
#include "lwip/mld6.h"

void uc_inet_init(struct uc_inet *i, const struct uc_socket_ops *ops, int family,
		  int type, int protocol)
{
	uc_socket_init(&i->s, ops, family, type, protocol);
	uc_waitq_init(&i->q);
	i->ttl = 64;
	i->mcast_ttl = 1;
	i->mcast_loop = true;
	IP_SET_TYPE_VAL(i->local, uc_inet_ip_type(i));
}

int uc_inet_take_error(struct uc_socket *s)
{
	struct uc_inet *i = (struct uc_inet *)s;
	int e = i->error;
	i->error = 0;
	return e;
}

int uc_inet_getname(struct uc_socket *s, struct sockaddr_storage *ss,
		    socklen_t *len, bool peer)
{
	struct uc_inet *i = (struct uc_inet *)s;
	if (!peer)
		uc_inet_addr_to(i, &i->local, i->local_port, ss, len);
	else if (i->has_peer)
		uc_inet_addr_to(i, &i->remote, i->remote_port, ss, len);
	else
		return -ENOTCONN;
	return 0;
}

/* A joined multicast group; left when the socket closes. */
struct uc_membership {
	struct uc_membership *next;
	ip_addr_t group;
	struct netif *netif;
};

static struct netif *group_netif(const ip_addr_t *group, const ip_addr_t *local,
				 unsigned index)
{
	struct netif *n;
	if (index)
		return netif_get_by_index(index);
	if (local && !ip_addr_isany_val(*local)) {
		NETIF_FOREACH(n)
			if (ip4_addr_cmp(netif_ip4_addr(n), ip_2_ip4(local)))
				return n;
		return NULL;
	}
	(void)group;
	return netif_default;
}

static int membership(struct uc_inet *i, const ip_addr_t *group, struct netif *n,
		      bool join)
{
	struct uc_membership **at = &i->groups, *m;
	if (!n)
		return -ENODEV;
	if (!ip_addr_ismulticast(group))
		return -EINVAL;
	for (; (m = *at); at = &m->next)
		if (m->netif == n && ip_addr_cmp_zoneless(&m->group, group))
			break;
	if (join == !!m)
		return join ? -EADDRINUSE : -EADDRNOTAVAIL;
	if (!join) {
		*at = m->next;
		if (IP_IS_V6(group))
			mld6_leavegroup_netif(n, ip_2_ip6(&m->group));
		else
			igmp_leavegroup_netif(n, ip_2_ip4(&m->group));
		uc_free(m);
		return 0;
	}
	m = uc_zalloc(sizeof *m);
	if (!m)
		return -ENOBUFS;
	m->group = *group;
	m->netif = n;
	if (IP_IS_V6(group))
		ip6_addr_assign_zone(ip_2_ip6(&m->group), IP6_MULTICAST, n);
	err_t e = IP_IS_V6(group)
		? mld6_joingroup_netif(n, ip_2_ip6(&m->group))
		: igmp_joingroup_netif(n, ip_2_ip4(&m->group));
	if (e != ERR_OK) {
		uc_free(m);
		return e == ERR_MEM ? -ENOBUFS : -ENODEV;
	}
	m->next = i->groups;
	i->groups = m;
	uc_net_sent();
	uc_net_wake();
	return 0;
}

int uc_inet_membership4(struct uc_inet *i, const void *val, socklen_t len,
			bool join)
{
	struct ip_mreqn r = {0};
	ip_addr_t group, local;
	if (len < sizeof(struct ip_mreq))
		return -EINVAL;
	memcpy(&r, val, UC_MIN(len, (socklen_t)sizeof r));
	memset(&group, 0, sizeof group);
	memset(&local, 0, sizeof local);
	ip_addr_set_ip4_u32_val(group, r.imr_multiaddr.s_addr);
	ip_addr_set_ip4_u32_val(local, r.imr_address.s_addr);
	return membership(i, &group, group_netif(&group, &local,
						 r.imr_ifindex), join);
}

int uc_inet_membership6(struct uc_inet *i, const void *val, socklen_t len,
			bool join)
{
	struct ipv6_mreq r;
	ip_addr_t group;
	uint32_t w[4];
	if (len < sizeof r)
		return -EINVAL;
	memcpy(&r, val, sizeof r);
	memcpy(w, &r.ipv6mr_multiaddr, sizeof w);
	memset(&group, 0, sizeof group);
	IP_ADDR6(&group, w[0], w[1], w[2], w[3]);
	return membership(i, &group, group_netif(&group, NULL,
						 r.ipv6mr_interface), join);
}

void uc_inet_release(struct uc_inet *i)
{
	while (i->groups)
		membership(i, &i->groups->group, i->groups->netif, false);
}
