/* SPDX-License-Identifier: BSD-3-Clause */
/* Addresses between the application's form and lwIP's. */
#include <netinet/in.h>
#include <uc/timer.h>
#include <uc/random.h>
#include "inet.h"
#include "lwip/err.h"
#include "lwip/ip.h"

#define PATIENCE 2000000000ull /* ns that even a non-blocking call waits for
				* the first address of a machine just booted */

u8_t uc_inet_ip_type(const struct uc_inet *i)
{
	if (i->s.family == AF_INET)
		return IPADDR_TYPE_V4;
	return i->v6only ? IPADDR_TYPE_V6 : IPADDR_TYPE_ANY;
}

static int from6(const struct uc_inet *i, const struct sockaddr_in6 *in,
		 ip_addr_t *a)
{
	const uint32_t *w = (const void *)&in->sin6_addr;
	if (IN6_IS_ADDR_V4MAPPED(&in->sin6_addr)) {
		if (i->v6only)
			return -ENETUNREACH;
		ip_addr_set_ip4_u32_val(*a, w[3]);
		return 0;
	}
	IP_ADDR6(a, w[0], w[1], w[2], w[3]);
	if (ip6_addr_has_scope(ip_2_ip6(a), IP6_UNKNOWN) && in->sin6_scope_id)
		ip6_addr_set_zone(ip_2_ip6(a), in->sin6_scope_id);
	if (ip_addr_isany(a) && !i->v6only)
		IP_SET_TYPE(a, IPADDR_TYPE_ANY);
	return 0;
}

int uc_inet_addr_from(const struct uc_inet *i, const struct sockaddr *sa,
		      socklen_t len, ip_addr_t *a, uint16_t *port)
{
	const struct sockaddr_in *in = (const void *)sa;
	const struct sockaddr_in6 *in6 = (const void *)sa;
	memset(a, 0, sizeof *a);
	if (i->s.family == AF_INET) {
		if (len < sizeof *in)
			return -EINVAL;
		/* bind(2) on Linux takes AF_UNSPEC with INADDR_ANY too */
		if (sa->sa_family != AF_INET &&
		    !(sa->sa_family == AF_UNSPEC && !in->sin_addr.s_addr))
			return -EAFNOSUPPORT;
		ip_addr_set_ip4_u32_val(*a, in->sin_addr.s_addr);
		*port = lwip_ntohs(in->sin_port);
		return 0;
	}
	if (sa->sa_family == AF_INET && len >= sizeof *in && !i->v6only) {
		ip_addr_set_ip4_u32_val(*a, in->sin_addr.s_addr);
		*port = lwip_ntohs(in->sin_port);
		return i->s.type == SOCK_STREAM ? -EAFNOSUPPORT : 0;
	}
	if (sa->sa_family != AF_INET6)
		return -EAFNOSUPPORT;
	if (len < offsetof(struct sockaddr_in6, sin6_scope_id))
		return -EINVAL;
	*port = lwip_ntohs(in6->sin6_port);
	return from6(i, in6, a);
}

void uc_inet_addr_to(const struct uc_inet *i, const ip_addr_t *a, uint16_t port,
		     struct sockaddr_storage *ss, socklen_t *len)
{
	memset(ss, 0, sizeof(struct sockaddr_in6));
	if (i->s.family == AF_INET) {
		struct sockaddr_in *in = (void *)ss;
		in->sin_family = AF_INET;
		in->sin_port = lwip_htons(port);
		if (IP_IS_V4(a))
			in->sin_addr.s_addr = ip_2_ip4(a)->addr;
		*len = sizeof *in;
		return;
	}
	struct sockaddr_in6 *in6 = (void *)ss;
	uint32_t *w = (void *)&in6->sin6_addr;
	in6->sin6_family = AF_INET6;
	in6->sin6_port = lwip_htons(port);
	if (IP_IS_V6(a)) {
		memcpy(w, ip_2_ip6(a)->addr, 16);
		in6->sin6_scope_id = ip6_addr_zone(ip_2_ip6(a));
	} else if (IP_IS_V4(a)) {
		w[2] = PP_HTONL(0xffff);
		w[3] = ip_2_ip4(a)->addr;
	}
	*len = sizeof *in6;
}

bool uc_inet_addr_ours(const ip_addr_t *a)
{
	struct netif *n;
	if (ip_addr_isany(a) || ip_addr_ismulticast(a) || IP_IS_ANY_TYPE_VAL(*a))
		return true;
	if (IP_IS_V4(a) && ip4_addr_isloopback(ip_2_ip4(a)))
		return true;
	if (IP_IS_V4(a) && ip_2_ip4(a)->addr == IPADDR_BROADCAST)
		return true;
	NETIF_FOREACH(n) {
		if (IP_IS_V4(a)) {
			if (ip4_addr_cmp(ip_2_ip4(a), netif_ip4_addr(n)))
				return true;
		} else if (netif_get_ip6_addr_match(n, ip_2_ip6(a)) >= 0) {
			return true;
		}
	}
	return false;
}

int uc_inet_addr_check(const ip_addr_t *a)
{
	if (!uc_inet_addr_ours(a) && !uc_net_configured())
		uc_net_wait_configured(UINT64_MAX);
	return uc_inet_addr_ours(a) ? 0 : -EADDRNOTAVAIL;
}

static bool routable(const ip_addr_t *src, const ip_addr_t *dst)
{
	struct netif *n = ip_route(src, dst);
	if (!n)
		return false;
	if (IP_IS_V4(dst) && ip4_addr_isany_val(*netif_ip4_addr(n)) &&
	    !ip4_addr_isbroadcast(ip_2_ip4(dst), n))
		return false; /* no address yet to send from */
	return ip_netif_get_local_ip(n, dst) != NULL;
}

int uc_inet_route(const ip_addr_t *src, const ip_addr_t *dst, uint64_t deadline)
{
	if (routable(src, dst))
		return 0;
	if (uc_net_configured())
		return -ENETUNREACH;
	deadline = UC_MAX(deadline, uc_monotonic() + PATIENCE);
	int r = uc_net_wait_configured(deadline);
	if (r == -EINTR)
		return r;
	return routable(src, dst) ? 0 : -ENETUNREACH;
}

uint16_t uc_inet_random_port(void)
{
	uint16_t x;
	uc_random(&x, sizeof x);
	return 32768 + x % (61000 - 32768);
}

int uc_inet_errno(int err)
{
	switch (err) {
	case ERR_OK: return 0;
	case ERR_MEM: return ENOBUFS;
	case ERR_BUF: return EADDRNOTAVAIL;
	case ERR_TIMEOUT: return ETIMEDOUT;
	case ERR_RTE: return ENETUNREACH;
	case ERR_USE: return EADDRINUSE;
	case ERR_ALREADY: return EALREADY;
	case ERR_ISCONN: return EISCONN;
	case ERR_CONN: return ENOTCONN;
	case ERR_IF: return EIO;
	case ERR_ABRT: return ETIMEDOUT;
	case ERR_RST: return ECONNRESET;
	case ERR_CLSD: return EPIPE;
	}
	return EINVAL;
}
