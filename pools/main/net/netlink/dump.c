/* SPDX-License-Identifier: BSD-3-Clause */
/* rtnetlink(7): the lists of interfaces and of addresses. */
#define _GNU_SOURCE
#include "netlink.h"
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <net/if_arp.h>
#include <netinet/in.h>
#include <uc/netif.h>

#define IFF_LOOPBACK_BIT 8

static int link(struct uc_nl *n, const struct nlmsghdr *req,
		const struct netif *nif)
{
	short flags = uc_netif_flags(nif);
	bool lo = flags & IFF_LOOPBACK_BIT;
	struct ifinfomsg m = {
		.ifi_type = lo ? ARPHRD_LOOPBACK : ARPHRD_ETHER,
		.ifi_index = netif_get_index(nif),
		.ifi_flags = flags,
	};
	static const uint8_t none[6], all[6] = {255, 255, 255, 255, 255, 255};
	uint32_t mtu = nif->mtu ? nif->mtu : 65535;
	char name[16];
	struct nlmsghdr *h = uc_nl_begin(n, req, RTM_NEWLINK, NLM_F_MULTI, &m,
					 sizeof m);
	if (!h)
		return -ENOBUFS;
	uc_netif_name(nif, name);
	uc_nl_attr(n, h, IFLA_IFNAME, name, strlen(name) + 1);
	uc_nl_attr(n, h, IFLA_MTU, &mtu, sizeof mtu);
	uc_nl_attr(n, h, IFLA_ADDRESS, lo ? none : nif->hwaddr, 6);
	uc_nl_attr(n, h, IFLA_BROADCAST, lo ? none : all, 6);
	return 0;
}

static int address(struct uc_nl *n, const struct nlmsghdr *req,
		   const struct netif *nif, int family, const void *addr,
		   unsigned prefix, int scope)
{
	struct ifaddrmsg m = {
		.ifa_family = family,
		.ifa_prefixlen = prefix,
		.ifa_flags = IFA_F_PERMANENT,
		.ifa_scope = scope,
		.ifa_index = netif_get_index(nif),
	};
	char name[16];
	size_t size = family == AF_INET ? 4 : 16;
	struct nlmsghdr *h = uc_nl_begin(n, req, RTM_NEWADDR, NLM_F_MULTI, &m,
					 sizeof m);
	if (!h)
		return -ENOBUFS;
	uc_nl_attr(n, h, IFA_ADDRESS, addr, size);
	if (family != AF_INET)
		return 0;
	uc_netif_name(nif, name);
	uc_nl_attr(n, h, IFA_LOCAL, addr, size);
	uc_nl_attr(n, h, IFA_LABEL, name, strlen(name) + 1);
	if (!(uc_netif_flags(nif) & IFF_LOOPBACK_BIT)) {
		uint32_t all = netif_ip4_addr(nif)->addr |
			       ~netif_ip4_netmask(nif)->addr;
		uc_nl_attr(n, h, IFA_BROADCAST, &all, sizeof all);
	}
	return 0;
}

static int addresses(struct uc_nl *n, const struct nlmsghdr *req,
		     const struct netif *nif, int family)
{
	bool lo = uc_netif_flags(nif) & IFF_LOOPBACK_BIT;
	int r = 0;
	if (family != AF_INET6 && netif_ip4_addr(nif)->addr)
		r = address(n, req, nif, AF_INET, netif_ip4_addr(nif),
			    __builtin_popcount(netif_ip4_netmask(nif)->addr),
			    lo ? RT_SCOPE_HOST : RT_SCOPE_UNIVERSE);
	if (family == AF_INET)
		return r;
	for (int i = 0; !r && i < LWIP_IPV6_NUM_ADDRESSES; i++) {
		const ip6_addr_t *a = netif_ip6_addr(nif, i);
		if (!ip6_addr_isvalid(netif_ip6_addr_state(nif, i)))
			continue;
		r = address(n, req, nif, AF_INET6, a->addr, lo ? 128 : 64,
			    lo ? RT_SCOPE_HOST : ip6_addr_islinklocal(a)
			       ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE);
	}
	return r;
}

int uc_nl_dump(struct uc_nl *n, const struct nlmsghdr *req, int family)
{
	int r = 0;
	if (req->nlmsg_type != RTM_GETLINK && req->nlmsg_type != RTM_GETADDR)
		return -EOPNOTSUPP;
	/* by index, as Linux; lwIP's list begins with the newest */
	for (unsigned i = 1; !r && i < 256; i++) {
		const struct netif *nif = netif_get_by_index(i);
		if (!nif)
			continue;
		r = req->nlmsg_type == RTM_GETLINK
			? link(n, req, nif) : addresses(n, req, nif, family);
	}
	return r;
}
