/* SPDX-License-Identifier: BSD-3-Clause */
/* netdevice(7): what programs ask about interfaces. */
#define _GNU_SOURCE
#include <net/if.h>
#include <net/if_arp.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include "inet.h"

static void put4(struct sockaddr *sa, uint32_t addr)
{
	struct sockaddr_in in = {.sin_family = AF_INET};
	in.sin_addr.s_addr = addr;
	memcpy(sa, &in, sizeof in);
}

static long list(long arg)
{
	struct ifconf c;
	struct netif *n;
	int used = 0;
	if (uc_copy_in(&c, (void *)arg, sizeof c))
		return -EFAULT;
	NETIF_FOREACH(n) {
		struct ifreq r = {0};
		if (ip4_addr_isany_val(*netif_ip4_addr(n)))
			continue;
		if (c.ifc_buf && c.ifc_len - used < (int)sizeof r)
			break;
		uc_netif_name(n, r.ifr_name);
		put4(&r.ifr_addr, netif_ip4_addr(n)->addr);
		if (c.ifc_buf && uc_copy_out(c.ifc_buf + used, &r, sizeof r))
			return -EFAULT;
		used += sizeof r;
	}
	c.ifc_len = used;
	return uc_copy_out((void *)arg, &c, sizeof c);
}

static long set(struct netif *n, unsigned long req, const struct ifreq *r)
{
	struct sockaddr_in in;
	ip4_addr_t a;
	memcpy(&in, &r->ifr_addr, sizeof in);
	a.addr = in.sin_addr.s_addr;
	switch (req) {
	case SIOCSIFADDR:
		netif_set_ipaddr(n, &a);
		return 0;
	case SIOCSIFNETMASK:
		netif_set_netmask(n, &a);
		return 0;
	case SIOCSIFFLAGS:
		if (r->ifr_flags & IFF_UP)
			netif_set_up(n);
		else
			netif_set_down(n);
		return 0;
	}
	return -EINVAL;
}

/* 1: r was filled. */
static long get(const struct netif *n, unsigned long req, struct ifreq *r)
{
	bool eth = n->flags & NETIF_FLAG_ETHARP;
	uint32_t addr = netif_ip4_addr(n)->addr;
	uint32_t mask = netif_ip4_netmask(n)->addr;
	switch (req) {
	case SIOCGIFADDR:
		if (!addr)
			return -EADDRNOTAVAIL;
		put4(&r->ifr_addr, addr);
		return 1;
	case SIOCGIFNETMASK:
		put4(&r->ifr_netmask, mask);
		return 1;
	case SIOCGIFBRDADDR:
		put4(&r->ifr_broadaddr, eth ? addr | ~mask : 0);
		return 1;
	case SIOCGIFDSTADDR:
		put4(&r->ifr_dstaddr, addr);
		return 1;
	case SIOCGIFFLAGS:
		r->ifr_flags = uc_netif_flags(n);
		return 1;
	case SIOCGIFINDEX:
		r->ifr_ifindex = netif_get_index(n);
		return 1;
	case SIOCGIFMTU:
		r->ifr_mtu = n->mtu ? n->mtu : 65535;
		return 1;
	case SIOCGIFMETRIC:
		r->ifr_metric = 0;
		return 1;
	case SIOCGIFTXQLEN:
		r->ifr_qlen = 1000;
		return 1;
	case SIOCGIFHWADDR:
		memset(&r->ifr_hwaddr, 0, sizeof r->ifr_hwaddr);
		r->ifr_hwaddr.sa_family = eth ? ARPHRD_ETHER : ARPHRD_LOOPBACK;
		memcpy(r->ifr_hwaddr.sa_data, n->hwaddr, eth ? 6 : 0);
		return 1;
	}
	return -ENOTTY;
}

long uc_netdev_ioctl(unsigned long req, long arg)
{
	struct ifreq r;
	struct netif *n;
	if (req == SIOCGIFCONF)
		return list(arg);
	if (req < SIOCADDRT || req > 0x89ff)
		return -ENOTTY;
	if (uc_copy_in(&r, (void *)arg, sizeof r))
		return -EFAULT;
	r.ifr_name[IFNAMSIZ - 1] = 0;
	if (req == SIOCGIFNAME) {
		n = r.ifr_ifindex > 0 && r.ifr_ifindex < 256
			? netif_get_by_index(r.ifr_ifindex) : NULL;
		if (!n)
			return -ENODEV;
		uc_netif_name(n, r.ifr_name);
		return uc_copy_out((void *)arg, &r, sizeof r);
	}
	n = uc_netif_by_name(r.ifr_name);
	if (!n)
		return -ENODEV;
	if (req == SIOCSIFADDR || req == SIOCSIFNETMASK || req == SIOCSIFFLAGS)
		return set(n, req, &r);
	long e = get(n, req, &r);
	return e == 1 ? uc_copy_out((void *)arg, &r, sizeof r) : e;
}
