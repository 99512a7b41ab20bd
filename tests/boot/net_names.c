/* SPDX-License-Identifier: BSD-3-Clause */
/* Interfaces: getifaddrs and if_nameindex (netlink), and the older ioctls. */
/* host: 0 */
/* run: --net none */
/* cflags: -D_GNU_SOURCE */
/* console: ok interfaces */
/* console: ok ioctls */
#include "booted.h"
#include <errno.h>
#include <ifaddrs.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <netinet/in.h>
#include <netpacket/packet.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define FAILS(call, e) CHECK((call) < 0 && errno == (e))

static void interfaces(void)
{
	struct ifaddrs *all, *i;
	char name[IF_NAMESIZE];
	int packet = 0, four = 0, six = 0;
	CHECK(!getifaddrs(&all));
	for (i = all; i; i = i->ifa_next) {
		if (strcmp(i->ifa_name, "lo") || !i->ifa_addr)
			continue;
		CHECK((i->ifa_flags & (IFF_UP | IFF_LOOPBACK | IFF_BROADCAST)) ==
		      (IFF_UP | IFF_LOOPBACK));
		struct sockaddr_ll *ll = (void *)i->ifa_addr;
		struct sockaddr_in *in = (void *)i->ifa_addr,
				   *mask = (void *)i->ifa_netmask;
		struct sockaddr_in6 *in6 = (void *)i->ifa_addr,
				    *mask6 = (void *)i->ifa_netmask;
		switch (i->ifa_addr->sa_family) {
		case AF_PACKET:
			packet++;
			CHECK(ll->sll_ifindex == 1);
			CHECK(ll->sll_hatype == ARPHRD_LOOPBACK);
			CHECK(ll->sll_halen == 6);
			break;
		case AF_INET:
			four++;
			CHECK(in->sin_addr.s_addr == htonl(INADDR_LOOPBACK));
			CHECK(mask->sin_addr.s_addr == htonl(0xff000000));
			break;
		case AF_INET6:
			six++;
			CHECK(IN6_IS_ADDR_LOOPBACK(&in6->sin6_addr));
			for (int k = 0; k < 16; k++)
				CHECK(mask6->sin6_addr.s6_addr[k] == 0xff);
			break;
		}
	}
	CHECK(packet == 1 && four == 1 && six == 1);
	freeifaddrs(all);
	CHECK(if_nametoindex("lo") == 1);
	CHECK(if_indextoname(1, name) && !strcmp(name, "lo"));
	CHECK(if_nametoindex("none0") == 0 && errno == ENODEV);
	CHECK(!if_indextoname(200, name) && errno == ENXIO);
	struct if_nameindex *list = if_nameindex(), *l;
	int lo = 0;
	CHECK(list);
	for (l = list; l->if_index; l++)
		lo += l->if_index == 1 && !strcmp(l->if_name, "lo");
	CHECK(lo == 1);
	if_freenameindex(list);
}

/* What is no dump of links or addresses is answered with an error. */
static void refusals(void)
{
	struct {
		struct nlmsghdr h;
		struct ifinfomsg m;
	} request = {{sizeof request, RTM_NEWLINK + 999, NLM_F_REQUEST | NLM_F_DUMP,
		      7, 0}, {.ifi_family = AF_UNSPEC}};
	char buf[4096];
	struct nlmsghdr *h = (void *)buf;
	int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
	CHECK(fd >= 0);
	CHECK(send(fd, &request, sizeof request, 0) == sizeof request);
	ssize_t n = recv(fd, buf, sizeof buf, 0);
	CHECK(n >= (ssize_t)NLMSG_LENGTH(sizeof(struct nlmsgerr)));
	CHECK(h->nlmsg_type == NLMSG_ERROR && h->nlmsg_seq == 7);
	CHECK(((struct nlmsgerr *)NLMSG_DATA(h))->error == -EOPNOTSUPP);
	/* a length that is none: nothing to answer */
	request.h.nlmsg_len = 3;
	CHECK(send(fd, &request, sizeof request, 0) == sizeof request);
	FAILS(recv(fd, buf, sizeof buf, MSG_DONTWAIT), EAGAIN);
	close(fd);
	printf("ok interfaces\n");
}

static void ioctls(void)
{
	struct ifreq r = {0};
	struct ifconf c;
	struct ifreq room[8];
	int fd = socket(AF_INET, SOCK_DGRAM, 0), lo = 0;
	strcpy(r.ifr_name, "lo");
	CHECK(!ioctl(fd, SIOCGIFINDEX, &r) && r.ifr_ifindex == 1);
	CHECK(!ioctl(fd, SIOCGIFFLAGS, &r) && r.ifr_flags & IFF_LOOPBACK);
	CHECK(!ioctl(fd, SIOCGIFMTU, &r) && r.ifr_mtu >= 1500);
	CHECK(!ioctl(fd, SIOCGIFADDR, &r));
	struct sockaddr_in *in = (void *)&r.ifr_addr;
	CHECK(in->sin_addr.s_addr == htonl(INADDR_LOOPBACK));
	c.ifc_len = sizeof room;
	c.ifc_req = room;
	CHECK(!ioctl(fd, SIOCGIFCONF, &c) && c.ifc_len >= (int)sizeof r);
	for (int i = 0; i < c.ifc_len / (int)sizeof r; i++)
		lo += !strcmp(room[i].ifr_name, "lo");
	CHECK(lo == 1);
	strcpy(r.ifr_name, "none0");
	FAILS(ioctl(fd, SIOCGIFINDEX, &r), ENODEV);
	FAILS(ioctl(fd, SIOCGIFADDR, &r), ENODEV);
	close(fd);
	printf("ok ioctls\n");
}

int main(void)
{
	booted();
	setvbuf(stdout, NULL, _IOLBF, 0);
	interfaces();
	refusals();
	ioctls();
	return 0;
}
