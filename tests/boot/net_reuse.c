/* SPDX-License-Identifier: BSD-3-Clause */
/* SO_REUSEPORT and SO_REUSEADDR: who may share a port, and who gets what. */
/* host: 0 */
/* run: --net none */
/* cflags: -D_GNU_SOURCE */
/* console: ok listeners */
/* console: ok datagrams */
/* console: ok addresses */
#include "booted.h"
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#define FAILS(call, e) CHECK((call) < 0 && errno == (e))
#define MANY 64

static struct sockaddr_in name(int fd)
{
	struct sockaddr_in a;
	socklen_t n = sizeof a;
	CHECK(!getsockname(fd, (void *)&a, &n));
	return a;
}

static int with(int type, int option)
{
	int on = 1, fd = socket(AF_INET, type, 0);
	CHECK(fd >= 0);
	if (option)
		CHECK(!setsockopt(fd, SOL_SOCKET, option, &on, sizeof on));
	return fd;
}

static struct sockaddr_in loopback(void)
{
	struct sockaddr_in a = {.sin_family = AF_INET};
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return a;
}

static int accept_all(int l)
{
	struct pollfd p = {l, POLLIN, 0};
	int n = 0, s;
	while (poll(&p, 1, 0) == 1) {
		CHECK((s = accept(l, NULL, NULL)) >= 0);
		close(s);
		n++;
	}
	return n;
}

static void listeners(void)
{
	struct sockaddr_in a = loopback();
	int l[3], other, c[MANY];
	l[0] = with(SOCK_STREAM, SO_REUSEPORT);
	CHECK(!bind(l[0], (void *)&a, sizeof a));
	a = name(l[0]);
	for (int i = 1; i < 3; i++) {
		l[i] = with(SOCK_STREAM, SO_REUSEPORT);
		CHECK(!bind(l[i], (void *)&a, sizeof a));
	}
	for (int i = 0; i < 3; i++)
		CHECK(!listen(l[i], MANY));
	other = with(SOCK_STREAM, 0);
	FAILS(bind(other, (void *)&a, sizeof a), EADDRINUSE);
	close(other);
	other = with(SOCK_STREAM, SO_REUSEADDR);
	FAILS(bind(other, (void *)&a, sizeof a), EADDRINUSE);
	close(other);
	/* each connection has one listener, and no listener has them all */
	for (int i = 0; i < MANY; i++) {
		c[i] = with(SOCK_STREAM, 0);
		CHECK(!connect(c[i], (void *)&a, sizeof a));
	}
	usleep(20000);
	int got[3], sum = 0;
	for (int i = 0; i < 3; i++)
		sum += got[i] = accept_all(l[i]);
	printf("%d %d %d connections\n", got[0], got[1], got[2]);
	CHECK(sum == MANY && got[0] && got[1] && got[2]);
	for (int i = 0; i < MANY; i++)
		close(c[i]);
	/* one goes, the others serve on */
	close(l[0]);
	close(l[2]);
	for (int i = 0; i < 8; i++) {
		c[i] = with(SOCK_STREAM, 0);
		CHECK(!connect(c[i], (void *)&a, sizeof a));
	}
	usleep(20000);
	CHECK(accept_all(l[1]) == 8);
	for (int i = 0; i < 8; i++)
		close(c[i]);
	close(l[1]);
	printf("ok listeners\n");
}

static void datagrams(void)
{
	struct sockaddr_in a = loopback();
	int s[2], other, got[2] = {0, 0};
	char c;
	s[0] = with(SOCK_DGRAM, SO_REUSEPORT);
	CHECK(!bind(s[0], (void *)&a, sizeof a));
	a = name(s[0]);
	other = with(SOCK_DGRAM, 0);
	FAILS(bind(other, (void *)&a, sizeof a), EADDRINUSE);
	close(other);
	other = with(SOCK_DGRAM, SO_REUSEADDR);
	FAILS(bind(other, (void *)&a, sizeof a), EADDRINUSE);
	close(other);
	s[1] = with(SOCK_DGRAM, SO_REUSEPORT);
	CHECK(!bind(s[1], (void *)&a, sizeof a));
	for (int i = 0; i < MANY; i++) {
		other = with(SOCK_DGRAM, 0);
		CHECK(sendto(other, "x", 1, 0, (void *)&a, sizeof a) == 1);
		close(other);
	}
	usleep(20000);
	for (int i = 0; i < 2; i++)
		while (recv(s[i], &c, 1, MSG_DONTWAIT) == 1)
			got[i]++;
	printf("%d %d datagrams\n", got[0], got[1]);
	CHECK(got[0] + got[1] == MANY && got[0] && got[1]);
	close(s[0]);
	close(s[1]);
	printf("ok datagrams\n");
}

/* SO_REUSEADDR: no two listeners, but a port whose connections linger. */
static void addresses(void)
{
	struct sockaddr_in a = loopback();
	int l = with(SOCK_STREAM, SO_REUSEADDR), m, c, s;
	CHECK(!bind(l, (void *)&a, sizeof a) && !listen(l, 4));
	a = name(l);
	m = with(SOCK_STREAM, SO_REUSEADDR);
	FAILS(bind(m, (void *)&a, sizeof a), EADDRINUSE);
	c = with(SOCK_STREAM, 0);
	CHECK(!connect(c, (void *)&a, sizeof a));
	CHECK((s = accept(l, NULL, NULL)) >= 0);
	close(s); /* the end that closes first lingers */
	CHECK(read(c, &s, 1) == 0);
	close(c);
	close(l);
	usleep(20000);
	c = with(SOCK_STREAM, 0);
	FAILS(bind(c, (void *)&a, sizeof a), EADDRINUSE);
	close(c);
	CHECK(!bind(m, (void *)&a, sizeof a) && !listen(m, 4));
	close(m);
	/* datagrams: whoever agrees */
	int u = with(SOCK_DGRAM, SO_REUSEADDR), v = with(SOCK_DGRAM, SO_REUSEADDR);
	a = loopback();
	CHECK(!bind(u, (void *)&a, sizeof a));
	a = name(u);
	CHECK(!bind(v, (void *)&a, sizeof a));
	close(u);
	close(v);
	printf("ok addresses\n");
}

int main(void)
{
	booted();
	setvbuf(stdout, NULL, _IOLBF, 0);
	listeners();
	datagrams();
	addresses();
	return 0;
}
