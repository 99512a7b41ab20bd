/* SPDX-License-Identifier: BSD-3-Clause */
/* Nobody listens: what sockets learn of it, and keep. */
/* host: 0 */
/* run: --net none */
/* cflags: -D_GNU_SOURCE -pthread */
/* console: ok datagrams */
/* console: ok bound */
#include "booted.h"
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#define FAILS(call, e) CHECK((call) < 0 && errno == (e))

union address {
	struct sockaddr sa;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
};

static union address loopback(int family)
{
	union address a = {.in6.sin6_family = family};
	if (family == AF_INET)
		a.in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	else
		a.in6.sin6_addr = in6addr_loopback;
	return a;
}

static union address name(int fd)
{
	union address a;
	socklen_t n = sizeof a;
	CHECK(!getsockname(fd, &a.sa, &n));
	return a;
}

static int bound(int family, int type)
{
	union address a = loopback(family);
	int fd = socket(family, type, 0);
	CHECK(fd >= 0 && !bind(fd, &a.sa, sizeof a));
	return fd;
}

/* An address at which nobody is; the ports that the kernel gives differ. */
static union address nobody(int family, int type)
{
	int fd = bound(family, type);
	union address a = name(fd);
	close(fd);
	return a;
}

/* The same, which nobody else on the machine can get meanwhile: it is bound, but does
 * not listen. Stays open. */
static union address deaf(int family)
{
	return name(bound(family, SOCK_STREAM));
}

static void *late(void *arg)
{
	usleep(50000);
	CHECK(send(*(int *)arg, "x", 1, 0) == 1);
	return NULL;
}

static void datagrams(int family)
{
	union address to = nobody(family, SOCK_DGRAM);
	int fd = socket(family, SOCK_DGRAM, 0), e;
	socklen_t n = sizeof e;
	struct pollfd p = {fd, POLLIN, 0};
	char c;
	pthread_t t;
	CHECK(!connect(fd, &to.sa, sizeof to));
	/* who polls */
	CHECK(send(fd, "x", 1, 0) == 1);
	CHECK(poll(&p, 1, 5000) == 1 && p.revents == POLLERR);
	CHECK(!getsockopt(fd, SOL_SOCKET, SO_ERROR, &e, &n) && e == ECONNREFUSED);
	CHECK(!getsockopt(fd, SOL_SOCKET, SO_ERROR, &e, &n) && e == 0);
	CHECK(poll(&p, 1, 0) == 0);
	/* who sends again, or reads */
	CHECK(send(fd, "x", 1, 0) == 1 && poll(&p, 1, 5000) == 1);
	FAILS(send(fd, "x", 1, 0), ECONNREFUSED);
	CHECK(send(fd, "x", 1, 0) == 1 && poll(&p, 1, 5000) == 1);
	FAILS(recv(fd, &c, 1, MSG_DONTWAIT), ECONNREFUSED);
	FAILS(recv(fd, &c, 1, MSG_DONTWAIT), EAGAIN);
	/* who sleeps in a read */
	CHECK(!pthread_create(&t, NULL, late, &fd));
	FAILS(recv(fd, &c, 1, 0), ECONNREFUSED);
	CHECK(!pthread_join(t, NULL));
	/* not who sends here and there */
	int any = socket(family, SOCK_DGRAM, 0);
	CHECK(sendto(any, "x", 1, 0, &to.sa, sizeof to) == 1);
	/* nor who is connected to another */
	int there = bound(family, SOCK_DGRAM), other = bound(family, SOCK_DGRAM);
	union address a = name(there);
	CHECK(!connect(other, &a.sa, sizeof a));
	CHECK(send(fd, "x", 1, 0) == 1 && poll(&p, 1, 5000) == 1);
	struct pollfd q[2] = {{any, POLLIN, 0}, {other, POLLIN, 0}};
	CHECK(poll(q, 2, 0) == 0);
	CHECK(send(other, "y", 1, 0) == 1 && recv(there, &c, 1, 0) == 1);
	close(there);
	close(other);
	close(any);
	close(fd);
}

static int refused(int fd, const union address *to, int flags)
{
	struct pollfd p = {fd, POLLOUT, 0};
	CHECK(fcntl(fd, F_SETFL, flags) == 0);
	if (connect(fd, &to->sa, sizeof *to) == 0)
		return 0;
	if (errno == EINPROGRESS) {
		CHECK(poll(&p, 1, 5000) == 1);
		CHECK(connect(fd, &to->sa, sizeof *to) < 0);
	}
	return errno == ECONNREFUSED;
}

/* A connect that fails leaves the socket bound as bind(2) left it. */
static void stays_bound(int family, int flags, int any)
{
	union address to = deaf(family), a = loopback(family), b, none;
	int l = bound(family, SOCK_STREAM), fd = socket(family, SOCK_STREAM, 0);
	union address there = name(l);
	socklen_t n = sizeof b;
	CHECK(!listen(l, 5));
	if (any && family == AF_INET)
		a.in.sin_addr.s_addr = 0;
	else if (any)
		a.in6.sin6_addr = in6addr_any;
	none = a;
	a.in.sin_port = nobody(family, SOCK_STREAM).in.sin_port;
	CHECK(!bind(fd, &a.sa, sizeof a));
	for (int i = 0; i < 3; i++) {
		CHECK(refused(fd, &to, flags));
		b = name(fd);
		CHECK(b.in.sin_port == a.in.sin_port);
		/* and nobody else gets it */
		int other = socket(family, SOCK_STREAM, 0);
		FAILS(bind(other, &a.sa, sizeof a), EADDRINUSE);
		close(other);
	}
	FAILS(bind(fd, &none.sa, sizeof none), EINVAL);
	CHECK(fcntl(fd, F_SETFL, 0) == 0);
	CHECK(!connect(fd, &there.sa, sizeof there));
	int s = accept(l, &b.sa, &n);
	CHECK(s >= 0 && b.in.sin_port == a.in.sin_port);
	b = name(fd);
	CHECK(b.in.sin_port == a.in.sin_port);
	CHECK(write(fd, "x", 1) == 1 && read(s, &b, 1) == 1);
	close(fd);
	close(s);
	close(l);
}

/* One that was not bound has the port that it says it has. */
static void own_port(void)
{
	union address to = deaf(AF_INET), b, c;
	int l = bound(AF_INET, SOCK_STREAM), fd = socket(AF_INET, SOCK_STREAM, 0);
	union address there = name(l);
	socklen_t n = sizeof b;
	CHECK(!listen(l, 5));
	CHECK(refused(fd, &to, 0));
	CHECK(!connect(fd, &there.sa, sizeof there));
	int s = accept(l, &b.sa, &n);
	c = name(fd);
	CHECK(s >= 0 && b.in.sin_port == c.in.sin_port);
	close(fd);
	close(s);
	close(l);
}

/* Nor does the end of listening, or of a connection, lose the port. */
static void again(void)
{
	union address there = nobody(AF_INET, SOCK_STREAM), b;
	int l = socket(AF_INET, SOCK_STREAM, 0), fd = bound(AF_INET, SOCK_STREAM);
	union address own = name(fd);
	struct sockaddr none = {.sa_family = AF_UNSPEC};
	socklen_t n = sizeof b;
	CHECK(!bind(l, &there.sa, sizeof there));
	for (int i = 0; i < 3; i++) {
		CHECK(!listen(l, 5));
		b = name(l);
		CHECK(b.in.sin_port == there.in.sin_port);
		CHECK(!shutdown(l, SHUT_RD));
		CHECK(refused(fd, &there, 0));
		CHECK(!connect(fd, &none, sizeof none));
		b = name(fd);
		CHECK(b.in.sin_addr.s_addr == own.in.sin_addr.s_addr);
	}
	CHECK(!listen(l, 5) && !connect(fd, &there.sa, sizeof there));
	int s = accept(l, &b.sa, &n);
	CHECK(s >= 0 && b.in.sin_addr.s_addr == own.in.sin_addr.s_addr);
	close(s);
	close(fd);
	close(l);
}

int main(void)
{
	booted();
	setvbuf(stdout, NULL, _IOLBF, 0);
	alarm(40);
	datagrams(AF_INET);
	datagrams(AF_INET6);
	printf("ok datagrams\n");
	for (int i = 0; i < 8; i++)
		stays_bound(i & 1 ? AF_INET6 : AF_INET, i & 2 ? O_NONBLOCK : 0,
			    i & 4);
	own_port();
	again();
	printf("ok bound\n");
	return 0;
}
