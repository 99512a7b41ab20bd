/* SPDX-License-Identifier: BSD-3-Clause */
/* Multicast groups over loopback: joining, leaving, what is sent to them. */
/* host: 0 */
/* run: --net none */
/* cflags: -D_GNU_SOURCE */
/* console: ok groups 4 */
/* console: ok groups 6 */
#include "booted.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#define FAILS(call, e) CHECK((call) < 0 && errno == (e))
#define LO 1

/* What comes within a while; -1: nothing. */
static int receive(int fd, char *buf, size_t n)
{
	struct pollfd p = {fd, POLLIN, 0};
	return poll(&p, 1, 100) == 1 ? (int)recv(fd, buf, n, 0) : -1;
}

static void groups4(void)
{
	struct sockaddr_in a = {.sin_family = AF_INET}, to = a;
	struct ip_mreqn r = {.imr_ifindex = LO}, bad;
	socklen_t n = sizeof a;
	int in = socket(AF_INET, SOCK_DGRAM, 0), out = socket(AF_INET, SOCK_DGRAM, 0);
	int off = 0, v;
	char buf[8];
	CHECK(!bind(in, (void *)&a, sizeof a) && !getsockname(in, (void *)&a, &n));
	to.sin_port = a.sin_port;
	to.sin_addr.s_addr = inet_addr("239.255.77.7");
	r.imr_multiaddr = to.sin_addr;
	CHECK(!setsockopt(out, IPPROTO_IP, IP_MULTICAST_IF, &r, sizeof r));
	/* nobody has joined */
	CHECK(sendto(out, "a", 1, 0, (void *)&to, sizeof to) == 1);
	CHECK(receive(in, buf, 8) == -1);
	CHECK(!setsockopt(in, IPPROTO_IP, IP_ADD_MEMBERSHIP, &r, sizeof r));
	FAILS(setsockopt(in, IPPROTO_IP, IP_ADD_MEMBERSHIP, &r, sizeof r), EADDRINUSE);
	bad = r;
	bad.imr_multiaddr.s_addr = htonl(INADDR_LOOPBACK);
	FAILS(setsockopt(in, IPPROTO_IP, IP_ADD_MEMBERSHIP, &bad, sizeof bad), EINVAL);
	bad = r;
	bad.imr_ifindex = 99;
	FAILS(setsockopt(in, IPPROTO_IP, IP_ADD_MEMBERSHIP, &bad, sizeof bad), ENODEV);
	FAILS(setsockopt(in, IPPROTO_IP, IP_ADD_MEMBERSHIP, &r, 4), EINVAL);
	CHECK(sendto(out, "bc", 2, 0, (void *)&to, sizeof to) == 2);
	CHECK(receive(in, buf, 8) == 2 && !memcmp(buf, "bc", 2));
	/* another group is none of its business */
	to.sin_addr.s_addr = inet_addr("239.255.77.8");
	CHECK(sendto(out, "x", 1, 0, (void *)&to, sizeof to) == 1);
	CHECK(receive(in, buf, 8) == -1);
	to.sin_addr = r.imr_multiaddr;
	/* the sender's own machine may be left out */
	n = sizeof v;
	CHECK(!getsockopt(out, IPPROTO_IP, IP_MULTICAST_LOOP, &v, &n) && v == 1);
	CHECK(!setsockopt(out, IPPROTO_IP, IP_MULTICAST_LOOP, &off, sizeof off));
	CHECK(!getsockopt(out, IPPROTO_IP, IP_MULTICAST_LOOP, &v, &n) && v == 0);
	CHECK(!setsockopt(in, IPPROTO_IP, IP_DROP_MEMBERSHIP, &r, sizeof r));
	FAILS(setsockopt(in, IPPROTO_IP, IP_DROP_MEMBERSHIP, &r, sizeof r),
	      EADDRNOTAVAIL);
	CHECK(sendto(out, "d", 1, 0, (void *)&to, sizeof to) == 1);
	CHECK(receive(in, buf, 8) == -1);
	/* a group is left with its last socket */
	CHECK(!setsockopt(in, IPPROTO_IP, IP_ADD_MEMBERSHIP, &r, sizeof r));
	close(in);
	close(out);
	printf("ok groups 4\n");
}

static void groups6(void)
{
	struct sockaddr_in6 a = {.sin6_family = AF_INET6};
	struct ipv6_mreq r = {.ipv6mr_interface = LO}, bad;
	int in = socket(AF_INET6, SOCK_DGRAM, 0), out = socket(AF_INET6, SOCK_DGRAM, 0);
	int lo = LO;
	CHECK(!bind(in, (void *)&a, sizeof a));
	CHECK(inet_pton(AF_INET6, "ff11::77:7", &r.ipv6mr_multiaddr) == 1);
	CHECK(!setsockopt(out, IPPROTO_IPV6, IPV6_MULTICAST_IF, &lo, sizeof lo));
	CHECK(!setsockopt(in, IPPROTO_IPV6, IPV6_JOIN_GROUP, &r, sizeof r));
	FAILS(setsockopt(in, IPPROTO_IPV6, IPV6_JOIN_GROUP, &r, sizeof r), EADDRINUSE);
	bad = r;
	bad.ipv6mr_multiaddr = in6addr_loopback;
	FAILS(setsockopt(in, IPPROTO_IPV6, IPV6_JOIN_GROUP, &bad, sizeof bad), EINVAL);
	bad = r;
	bad.ipv6mr_interface = 99;
	FAILS(setsockopt(in, IPPROTO_IPV6, IPV6_JOIN_GROUP, &bad, sizeof bad), ENODEV);
	CHECK(!setsockopt(in, IPPROTO_IPV6, IPV6_LEAVE_GROUP, &r, sizeof r));
	FAILS(setsockopt(in, IPPROTO_IPV6, IPV6_LEAVE_GROUP, &r, sizeof r),
	      EADDRNOTAVAIL);
	close(in);
	close(out);
	printf("ok groups 6\n");
}

int main(void)
{
	booted();
	setvbuf(stdout, NULL, _IOLBF, 0);
	groups4();
	groups6();
	return 0;
}
