/* SPDX-License-Identifier: BSD-3-Clause */
/* Socket options of the IP level, and those of SOL_SOCKET that need a stack. */
#define _GNU_SOURCE
#include <netinet/in.h>
#include "inet.h"

int uc_inet_membership4(struct uc_inet *, const void *, socklen_t, bool);
int uc_inet_membership6(struct uc_inet *, const void *, socklen_t, bool);

static bool integer(const void *val, socklen_t len, int *v)
{
	if (len >= sizeof *v) {
		memcpy(v, val, sizeof *v);
		return true;
	}
	if (!len)
		return false;
	*v = *(const unsigned char *)val; /* ip(7): one byte will do */
	return true;
}

static int set_mcast_if4(struct uc_inet *i, const void *val, socklen_t len)
{
	struct ip_mreqn r = {0};
	struct netif *n;
	if (len < sizeof(struct in_addr))
		return -EINVAL;
	if (len < sizeof(struct ip_mreq))
		memcpy(&r.imr_address, val, sizeof r.imr_address);
	else
		memcpy(&r, val, UC_MIN(len, (socklen_t)sizeof r));
	if (r.imr_ifindex) {
		if (!netif_get_by_index(r.imr_ifindex))
			return -EADDRNOTAVAIL;
		i->mcast_netif = r.imr_ifindex;
		return 0;
	}
	i->mcast_netif = 0;
	if (!r.imr_address.s_addr)
		return 0;
	NETIF_FOREACH(n)
		if (netif_ip4_addr(n)->addr == r.imr_address.s_addr) {
			i->mcast_netif = netif_get_index(n);
			return 0;
		}
	return -EADDRNOTAVAIL;
}

static int set_ip(struct uc_inet *i, int name, const void *val, socklen_t len)
{
	int v;
	switch (name) {
	case IP_ADD_MEMBERSHIP: case IP_DROP_MEMBERSHIP:
		return uc_inet_membership4(i, val, len,
					   name == IP_ADD_MEMBERSHIP);
	case IP_MULTICAST_IF:
		return set_mcast_if4(i, val, len);
	}
	if (!integer(val, len, &v))
		return -EINVAL;
	switch (name) {
	case IP_TTL:
		if (v != -1 && (v < 1 || v > 255))
			return -EINVAL;
		i->ttl = v == -1 ? 64 : v;
		return 0;
	case IP_TOS:
		i->tos = v;
		return 0;
	case IP_MULTICAST_TTL:
		if (v < -1 || v > 255)
			return -EINVAL;
		i->mcast_ttl = v == -1 ? 1 : v;
		return 0;
	case IP_MULTICAST_LOOP:
		i->mcast_loop = v;
		return 0;
	case IP_PKTINFO:
		i->s.pktinfo = v;
		return 0;
	case IP_RECVTTL:
		i->s.recvttl = v;
		return 0;
	case IP_HDRINCL:
		if (i->s.type != SOCK_RAW)
			return -ENOPROTOOPT;
		i->hdrincl = v;
		return 0;
	case IP_MTU_DISCOVER: case IP_RECVERR: case IP_FREEBIND:
	case IP_BIND_ADDRESS_NO_PORT:
		return 0; /* hints: what they ask for is how it is anyway */
	}
	return -ENOPROTOOPT;
}

static int set_ipv6(struct uc_inet *i, int name, const void *val, socklen_t len)
{
	int v;
	if (i->s.family != AF_INET6)
		return -ENOPROTOOPT;
	switch (name) {
	case IPV6_ADD_MEMBERSHIP: case IPV6_DROP_MEMBERSHIP:
		return uc_inet_membership6(i, val, len,
					   name == IPV6_ADD_MEMBERSHIP);
	}
	if (len < sizeof v)
		return -EINVAL;
	memcpy(&v, val, sizeof v);
	switch (name) {
	case IPV6_V6ONLY:
		if (i->bound || i->connected)
			return -EINVAL;
		i->v6only = v;
		IP_SET_TYPE_VAL(i->local, uc_inet_ip_type(i));
		return 0;
	case IPV6_UNICAST_HOPS:
		if (v < -1 || v > 255)
			return -EINVAL;
		i->ttl = v == -1 ? 64 : v;
		return 0;
	case IPV6_TCLASS:
		if (v < -1 || v > 255)
			return -EINVAL;
		i->tos = v == -1 ? 0 : v;
		return 0;
	case IPV6_MULTICAST_HOPS:
		if (v < -1 || v > 255)
			return -EINVAL;
		i->mcast_ttl = v == -1 ? 1 : v;
		return 0;
	case IPV6_MULTICAST_LOOP:
		i->mcast_loop = v;
		return 0;
	case IPV6_MULTICAST_IF:
		if (v && !netif_get_by_index(v))
			return -ENODEV;
		i->mcast_netif = v;
		return 0;
	case IPV6_RECVPKTINFO:
		i->s.pktinfo = v;
		return 0;
	case IPV6_RECVHOPLIMIT:
		i->s.recvttl = v;
		return 0;
	case IPV6_MTU_DISCOVER: case IPV6_RECVERR:
		return 0;
	}
	return -ENOPROTOOPT;
}

static int bind_device(struct uc_inet *i, const char *val, socklen_t len)
{
	char name[16] = "";
	memcpy(name, val, UC_MIN(len, (socklen_t)sizeof name - 1));
	if (!*name) {
		i->netif = 0;
		return 0;
	}
	struct netif *n = uc_netif_by_name(name);
	if (!n)
		return -ENODEV;
	i->netif = netif_get_index(n);
	return 0;
}

int uc_inet_setsockopt(struct uc_inet *i, int level, int name, const void *val,
		       socklen_t len)
{
	switch (level) {
	case SOL_SOCKET:
		return name == SO_BINDTODEVICE ? bind_device(i, val, len)
					       : -ENOPROTOOPT;
	case IPPROTO_IP:
		return set_ip(i, name, val, len);
	case IPPROTO_IPV6:
		return set_ipv6(i, name, val, len);
	}
	return -ENOPROTOOPT;
}

int uc_inet_getsockopt(struct uc_inet *i, int level, int name, void *val,
		       socklen_t *len)
{
	int v;
	if (level == IPPROTO_IP) {
		switch (name) {
		case IP_TTL: v = i->ttl; break;
		case IP_TOS: v = i->tos; break;
		case IP_MULTICAST_TTL: v = i->mcast_ttl; break;
		case IP_MULTICAST_LOOP: v = i->mcast_loop; break;
		case IP_PKTINFO: v = i->s.pktinfo; break;
		case IP_RECVTTL: v = i->s.recvttl; break;
		case IP_HDRINCL: v = i->hdrincl; break;
		case IP_MTU_DISCOVER: v = IP_PMTUDISC_WANT; break;
		default: return -ENOPROTOOPT;
		}
	} else if (level == IPPROTO_IPV6 && i->s.family == AF_INET6) {
		switch (name) {
		case IPV6_V6ONLY: v = i->v6only; break;
		case IPV6_UNICAST_HOPS: v = i->ttl; break;
		case IPV6_TCLASS: v = i->tos; break;
		case IPV6_MULTICAST_HOPS: v = i->mcast_ttl; break;
		case IPV6_MULTICAST_LOOP: v = i->mcast_loop; break;
		case IPV6_MULTICAST_IF: v = i->mcast_netif; break;
		case IPV6_RECVPKTINFO: v = i->s.pktinfo; break;
		case IPV6_RECVHOPLIMIT: v = i->s.recvttl; break;
		default: return -ENOPROTOOPT;
		}
	} else {
		return -ENOPROTOOPT;
	}
	memcpy(val, &v, sizeof v);
	*len = sizeof v;
	return 0;
}
