/* SPDX-License-Identifier: BSD-3-Clause */
/* UDP sockets whose connection ends: the address is what bind(2) gave. */
/* host: 0 */
/* run: --net none */
/* cflags: -D_GNU_SOURCE */
/* console: ok unbound */
/* console: ok port */
/* console: ok address */
/* console: ok family */
#include "booted.h"
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#define FAILS(call, e) CHECK((call) < 0 && errno == (e))

static struct sockaddr_in at(uint32_t address, uint16_t port)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port)};
	a.sin_addr.s_addr = htonl(address);
	return a;
}

static int udp(void)
{
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	CHECK(fd >= 0);
	return fd;
}

static struct sockaddr_in name(int fd)
{
	struct sockaddr_in a;
	socklen_t n = sizeof a;
	CHECK(!getsockname(fd, (void *)&a, &n) && n == sizeof a);
	return a;
}

static int named(int fd, uint32_t address, uint16_t port)
{
	struct sockaddr_in a = name(fd);
	return a.sin_addr.s_addr == htonl(address) && a.sin_port == htons(port);
}

static void bind_at(int fd, uint32_t address, uint16_t port)
{
	struct sockaddr_in a = at(address, port);
	CHECK(!bind(fd, (void *)&a, sizeof a));
}

static void connect_to(int fd, const struct sockaddr_in *to)
{
	CHECK(!connect(fd, (void *)to, sizeof *to));
	CHECK(name(fd).sin_addr.s_addr == htonl(INADDR_LOOPBACK));
}

static void disconnect(int fd)
{
	struct sockaddr none = {.sa_family = AF_UNSPEC};
	struct sockaddr_in a;
	socklen_t n = sizeof a;
	CHECK(!connect(fd, &none, sizeof none));
	FAILS(getpeername(fd, (void *)&a, &n), ENOTCONN);
}

/* A datagram from one to where the other is. */
static void passes(int from, int to)
{
	struct sockaddr_in a = name(to), got;
	struct pollfd p = {to, POLLIN, 0};
	socklen_t n = sizeof got;
	char c;
	if (!a.sin_addr.s_addr)
		a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	CHECK(sendto(from, "x", 1, 0, (void *)&a, sizeof a) == 1);
	CHECK(poll(&p, 1, 5000) == 1);
	CHECK(recvfrom(to, &c, 1, 0, (void *)&got, &n) == 1 && c == 'x');
	CHECK(got.sin_port == name(from).sin_port);
}

/* A port that the kernel chose is given up. */
static void unbound(const struct sockaddr_in *to, int peer)
{
	int fd = udp(), other = udp();
	disconnect(fd);
	CHECK(named(fd, INADDR_ANY, 0));
	for (int i = 0; i < 3; i++) {
		connect_to(fd, to);
		struct sockaddr_in was = name(fd);
		CHECK(was.sin_port);
		/* connected again it keeps both */
		connect_to(fd, to);
		CHECK(named(fd, INADDR_LOOPBACK, ntohs(was.sin_port)));
		FAILS(bind(fd, (void *)&was, sizeof was), EINVAL);
		if (!i)
			FAILS(bind(other, (void *)&was, sizeof was), EADDRINUSE);
		disconnect(fd);
		CHECK(named(fd, INADDR_ANY, 0));
		if (!i)
			CHECK(!bind(other, (void *)&was, sizeof was));
		passes(fd, peer);
		CHECK(name(fd).sin_port);
		passes(peer, fd);
		disconnect(fd);
		CHECK(named(fd, INADDR_ANY, 0));
	}
	close(other);
	close(fd);
	/* and the socket may be bound then; 0 asks the kernel as well */
	fd = udp();
	bind_at(fd, INADDR_ANY, 0);
	connect_to(fd, to);
	disconnect(fd);
	CHECK(named(fd, INADDR_ANY, 0));
	bind_at(fd, INADDR_LOOPBACK, 0);
	CHECK(name(fd).sin_port);
	passes(peer, fd);
	close(fd);
	printf("ok unbound\n");
}

/* One that bind(2) gave stays, and the address is any again. */
static void port(const struct sockaddr_in *to, int peer)
{
	int fd = udp(), other = udp();
	bind_at(fd, INADDR_LOOPBACK, 0);
	uint16_t own = ntohs(name(fd).sin_port);
	struct sockaddr_in a = at(INADDR_LOOPBACK, own);
	close(fd);
	fd = udp();
	bind_at(fd, INADDR_ANY, own);
	for (int i = 0; i < 3; i++) {
		connect_to(fd, to);
		CHECK(named(fd, INADDR_LOOPBACK, own));
		disconnect(fd);
		CHECK(named(fd, INADDR_ANY, own));
		FAILS(send(fd, "x", 1, 0), EDESTADDRREQ);
		FAILS(bind(other, (void *)&a, sizeof a), EADDRINUSE);
		passes(peer, fd);
	}
	close(other);
	close(fd);
	printf("ok port\n");
}

/* So does an address, whether the port does or not. */
static void address(const struct sockaddr_in *to, int peer)
{
	int fd = udp();
	bind_at(fd, INADDR_LOOPBACK, 0);
	connect_to(fd, to);
	disconnect(fd);
	CHECK(named(fd, INADDR_LOOPBACK, 0));
	passes(fd, peer);
	uint16_t own = ntohs(name(fd).sin_port);
	CHECK(own && named(fd, INADDR_LOOPBACK, own));
	disconnect(fd);
	CHECK(named(fd, INADDR_LOOPBACK, 0));
	bind_at(fd, INADDR_LOOPBACK, own);
	connect_to(fd, to);
	disconnect(fd);
	CHECK(named(fd, INADDR_LOOPBACK, own));
	passes(peer, fd);
	close(fd);
	printf("ok address\n");
}

/* The next connection may be of the other family. */
static void family(const struct sockaddr_in *to)
{
	struct sockaddr none = {.sa_family = AF_UNSPEC};
	struct sockaddr_in6 a = {.sin6_family = AF_INET6}, b;
	int fd = socket(AF_INET6, SOCK_DGRAM, 0);
	CHECK(fd >= 0);
	a.sin6_port = to->sin_port;
	for (int i = 0; i < 4; i++) {
		socklen_t n = sizeof b;
		a.sin6_addr = in6addr_loopback;
		if (i & 1) {
			memset(&a.sin6_addr, 0, sizeof a.sin6_addr);
			memset(a.sin6_addr.s6_addr + 10, 0xff, 2);
			memcpy(a.sin6_addr.s6_addr + 12, &to->sin_addr, 4);
		}
		CHECK(!connect(fd, (void *)&a, sizeof a));
		CHECK(!getsockname(fd, (void *)&b, &n) && b.sin6_port);
		CHECK(!memcmp(&b.sin6_addr, &a.sin6_addr, sizeof b.sin6_addr));
		CHECK(!connect(fd, &none, sizeof none));
		CHECK(!getsockname(fd, (void *)&b, &n) && !b.sin6_port);
		CHECK(IN6_IS_ADDR_UNSPECIFIED(&b.sin6_addr));
	}
	close(fd);
	printf("ok family\n");
}

int main(void)
{
	booted();
	setvbuf(stdout, NULL, _IOLBF, 0);
	alarm(40);
	int peer = udp();
	bind_at(peer, INADDR_LOOPBACK, 0);
	struct sockaddr_in to = name(peer);
	unbound(&to, peer);
	port(&to, peer);
	address(&to, peer);
	family(&to);
	return 0;
}
