/* SPDX-License-Identifier: BSD-3-Clause */
/* netdevice(7): what a program that sends frames asks. */
#include <net/if.h>
#include <net/if_arp.h>
#include <sys/ioctl.h>
#include "packet.h"

static int get(struct uc_netdev *dev, int index, unsigned long request, struct ifreq *r)
{
	switch (request) {
	case SIOCGIFINDEX:
		r->ifr_ifindex = index;
		return 0;
	case SIOCGIFNAME:
		uc_snprintf(r->ifr_name, sizeof r->ifr_name, "eth%d", index - UC_PACKET_FIRST);
		return 0;
	case SIOCGIFMTU:
		r->ifr_mtu = dev->mtu ? dev->mtu : ETH_DATA_LEN;
		return 0;
	case SIOCGIFFLAGS:
		r->ifr_flags = IFF_UP | IFF_BROADCAST | IFF_MULTICAST |
			       (!dev->ops->link || dev->ops->link(dev) ? IFF_RUNNING : 0);
		return 0;
	case SIOCGIFHWADDR:
		memset(&r->ifr_hwaddr, 0, sizeof r->ifr_hwaddr);
		r->ifr_hwaddr.sa_family = ARPHRD_ETHER;
		memcpy(r->ifr_hwaddr.sa_data, dev->mac, sizeof dev->mac);
		return 0;
	case SIOCSIFFLAGS: /* they are up, and hand over whatever comes */
		return r->ifr_flags & IFF_UP ? 0 : -EOPNOTSUPP;
	}
	return -ENOTTY;
}

long uc_packet_ioctl(struct uc_packet *p, unsigned long request, long arg)
{
	struct uc_netdev *dev;
	struct ifreq r;
	int index, e;

	if (request == FIONREAD) {
		int n = p->head ? p->head->len : 0;

		return uc_copy_out((void *)arg, &n, sizeof n);
	}
	if (request < SIOCADDRT || request > 0x89ff)
		return -ENOTTY;
	if (uc_copy_in(&r, (void *)arg, sizeof r))
		return -EFAULT;
	r.ifr_name[IFNAMSIZ - 1] = 0;
	index = request == SIOCGIFNAME ? r.ifr_ifindex : uc_packet_name(r.ifr_name);
	dev = uc_packet_dev(index);
	if (!dev)
		return -ENODEV;
	e = get(dev, index, request, &r);
	return e < 0 ? e : uc_copy_out((void *)arg, &r, sizeof r);
}
