/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A client of the network's services, for names_test.go: resolves names, prints
 * what DHCP gave, pings, finds closed ports closed, and is in multicast groups
 * for a while. The server is 10.9.0.1 and fd00:9::1.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/icmp6.h>
#include <netinet/ip.h>
#include <netinet/ip_icmp.h>
#include <netpacket/packet.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define SERVER4 "10.9.0.1"
#define SERVER6 "fd00:9::1"
#define GROUP4 "239.255.9.9"
#define GROUP6 "ff15::99"
#define PORT "5000"

static void die(const char *what)
{
	printf("failed: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void show(const struct sockaddr *a, socklen_t n)
{
	char text[80];
	if (getnameinfo(a, n, text, sizeof text, NULL, 0, NI_NUMERICHOST))
		die("getnameinfo");
	printf(" %s", text);
}

static void resolve(const char *name, int family)
{
	struct addrinfo hint = {.ai_socktype = SOCK_STREAM, .ai_family = family}, *all;
	int e = getaddrinfo(name, "80", &hint, &all);
	printf("%s:", name);
	if (e) {
		printf(" %s\n", e == EAI_NONAME ? "no such name" : gai_strerror(e));
		return;
	}
	for (struct addrinfo *a = all; a; a = a->ai_next)
		show(a->ai_addr, a->ai_addrlen);
	printf("\n");
	freeaddrinfo(all);
}

static struct addrinfo *numeric(const char *address, const char *port, int type)
{
	struct addrinfo hint = {.ai_socktype = type,
				.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV}, *a;
	if (getaddrinfo(address, port, &hint, &a))
		die(address);
	return a;
}

static void reverse(const char *address)
{
	struct addrinfo *a = numeric(address, "0", SOCK_DGRAM);
	char name[80];
	int e = getnameinfo(a->ai_addr, a->ai_addrlen, name, sizeof name, NULL, 0,
			    NI_NAMEREQD);
	printf("%s is %s\n", address, e ? gai_strerror(e) : name);
	freeaddrinfo(a);
}

static void interfaces(void)
{
	struct ifaddrs *all, *i;
	if (getifaddrs(&all))
		die("getifaddrs");
	for (i = all; i; i = i->ifa_next) {
		if (strcmp(i->ifa_name, "eth0") || !i->ifa_addr)
			continue;
		struct sockaddr_in *mask = (void *)i->ifa_netmask;
		struct sockaddr_ll *ll = (void *)i->ifa_addr;
		if (i->ifa_addr->sa_family == AF_INET) {
			printf("eth0");
			show(i->ifa_addr, sizeof *mask);
			printf("/%d", __builtin_popcount(mask->sin_addr.s_addr));
			show(i->ifa_broadaddr, sizeof *mask);
			printf("\n");
		} else if (i->ifa_addr->sa_family == AF_PACKET) {
			printf("eth0 index %d link", ll->sll_ifindex);
			for (int k = 0; k < ll->sll_halen; k++)
				printf("%c%02x", k ? ':' : ' ', ll->sll_addr[k]);
			printf("%s\n", i->ifa_flags & IFF_MULTICAST ? " multicast" : "");
		}
	}
	freeifaddrs(all);
}

struct echo {
	unsigned char type, code;
	unsigned short sum, id, seq;
	char data[1000];
};

/* With a ping socket, or a raw one whose answers have an IPv4 header. */
static void ping(const char *address, int type)
{
	static char buf[1200];
	struct addrinfo *a = numeric(address, NULL, SOCK_DGRAM);
	int v4 = a->ai_family == AF_INET, skip = v4 && type == SOCK_RAW ? 20 : 0;
	struct echo e = {.type = v4 ? ICMP_ECHO : ICMP6_ECHO_REQUEST, .id = 99,
			 .seq = htons(3)}, *r = (void *)(buf + skip);
	int fd = socket(a->ai_family, type, v4 ? IPPROTO_ICMP : IPPROTO_ICMPV6);
	if (fd < 0 || connect(fd, a->ai_addr, a->ai_addrlen))
		die("ping socket");
	for (int i = 0; i < 1000; i++)
		e.data[i] = i * 3;
	unsigned sum = 0;
	for (unsigned i = 0; i < sizeof e / 2; i++)
		sum += ((unsigned short *)&e)[i];
	sum = (sum & 0xffff) + (sum >> 16);
	e.sum = ~((sum & 0xffff) + (sum >> 16));
	if (send(fd, &e, sizeof e, 0) != sizeof e)
		die("send");
	struct pollfd p = {fd, POLLIN, 0};
	do {
		if (poll(&p, 1, 5000) != 1)
			die("no answer");
		if (recv(fd, buf, sizeof buf, 0) != skip + (int)sizeof e)
			continue;
	} while (r->type != (v4 ? ICMP_ECHOREPLY : ICMP6_ECHO_REPLY));
	if (r->seq != e.seq || memcmp(r->data, e.data, sizeof e.data))
		die("another answer");
	printf("ping %s %s\n", type == SOCK_RAW ? "raw" : "socket", address);
	close(fd);
	freeaddrinfo(a);
}

/* A datagram to a closed port: the server's machine says so. */
static void closed(const char *address)
{
	struct addrinfo *a = numeric(address, "9", SOCK_DGRAM);
	int fd = socket(a->ai_family, SOCK_DGRAM, 0);
	char c;
	if (fd < 0 || connect(fd, a->ai_addr, a->ai_addrlen) || send(fd, "x", 1, 0) != 1)
		die("connect");
	struct pollfd p = {fd, POLLIN, 0};
	if (poll(&p, 1, 5000) != 1 || recv(fd, &c, 1, 0) >= 0)
		die("nothing came back");
	printf("port 9 of %s: %s\n", address, strerror(errno));
	close(fd);
	freeaddrinfo(a);
}

static int membership(int fd, const struct addrinfo *a, int join)
{
	struct ip_mreqn r4 = {.imr_ifindex = if_nametoindex("eth0")};
	struct ipv6_mreq r6 = {.ipv6mr_interface = r4.imr_ifindex};
	if (a->ai_family == AF_INET) {
		r4.imr_multiaddr = ((struct sockaddr_in *)a->ai_addr)->sin_addr;
		return setsockopt(fd, IPPROTO_IP, join ? IP_ADD_MEMBERSHIP
						       : IP_DROP_MEMBERSHIP,
				  &r4, sizeof r4);
	}
	r6.ipv6mr_multiaddr = ((struct sockaddr_in6 *)a->ai_addr)->sin6_addr;
	return setsockopt(fd, IPPROTO_IPV6, join ? IPV6_JOIN_GROUP : IPV6_LEAVE_GROUP,
			  &r6, sizeof r6);
}

static int came(int fd, char *buf, size_t n, int ms)
{
	struct pollfd p = {fd, POLLIN, 0};
	return poll(&p, 1, ms) == 1 ? (int)recv(fd, buf, n, 0) : -1;
}

/* The server sends to the group all the time. */
static void group(const char *address)
{
	struct addrinfo *a = numeric(address, PORT, SOCK_DGRAM);
	int fd = socket(a->ai_family, SOCK_DGRAM, 0), index = if_nametoindex("eth0");
	int v4 = a->ai_family == AF_INET;
	struct sockaddr_in6 any = {.sin6_family = a->ai_family, .sin6_port = htons(5000)};
	struct ip_mreqn out = {.imr_ifindex = index};
	char buf[80];
	if (fd < 0 || bind(fd, (void *)&any, sizeof any))
		die("bind");
	if (came(fd, buf, sizeof buf, 300) >= 0)
		die("it came to who is no member");
	if (membership(fd, a, 1))
		die("join");
	int n = came(fd, buf, sizeof buf, 5000);
	if (n < 0)
		die("nothing came to the group");
	printf("%s: %.*s\n", address, n, buf);
	if (v4 ? setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &out, sizeof out)
	       : setsockopt(fd, IPPROTO_IPV6, IPV6_MULTICAST_IF, &index, sizeof index))
		die("interface");
	if (sendto(fd, "guest", 5, 0, a->ai_addr, a->ai_addrlen) != 5)
		die("sendto");
	if (membership(fd, a, 0))
		die("leave");
	while (came(fd, buf, sizeof buf, 0) >= 0)
		;
	if (came(fd, buf, sizeof buf, 300) >= 0)
		die("it came after leaving");
	printf("%s: left\n", address);
	close(fd);
	freeaddrinfo(a);
}

int main(void)
{
	char line[200];
	setvbuf(stdout, NULL, _IOLBF, 0);
	/* first of all: a program that starts does not know of DHCP */
	resolve("one.test", AF_INET);
	resolve("one.test", AF_INET6);
	resolve("alias.test", AF_INET);
	resolve("alias.test", AF_INET6);
	resolve("none.test", AF_UNSPEC);
	resolve("late.test", AF_UNSPEC);
	reverse(SERVER4);
	FILE *f = fopen("/etc/resolv.conf", "r");
	while (f && fgets(line, sizeof line, f))
		printf("resolv.conf %s", line);
	interfaces();
	ping(SERVER4, SOCK_DGRAM);
	ping(SERVER4, SOCK_RAW);
	ping(SERVER6, SOCK_DGRAM);
	ping(SERVER6, SOCK_RAW);
	closed(SERVER4);
	closed(SERVER6);
	printf("ready\n");
	group(GROUP4);
	group(GROUP6);
	printf("done\n");
	return 0;
}
