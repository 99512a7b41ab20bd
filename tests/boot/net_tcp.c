/* SPDX-License-Identifier: BSD-3-Clause */
/* TCP over loopback: errors and poll states as Linux has them. */
/* host: 0 */
/* run: --net none */
/* cflags: -D_GNU_SOURCE */
/* console: ok refused */
/* console: ok states */
/* console: ok reset */
/* console: ok options */
/* console: ok dual stack */
/* console: ok timeouts */
#include "booted.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define FAILS(call, e) CHECK((call) < 0 && errno == (e))

static volatile int pipes;
static void on_pipe(int s) { (void)s; pipes++; }

static struct sockaddr_in addr(int fd)
{
	struct sockaddr_in a;
	socklen_t n = sizeof a;
	CHECK(!getsockname(fd, (void *)&a, &n) && n == sizeof a);
	return a;
}

static int listener(int backlog)
{
	struct sockaddr_in a = {.sin_family = AF_INET};
	int l = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	CHECK(l >= 0 && !bind(l, (void *)&a, sizeof a) && !listen(l, backlog));
	return l;
}

static int events(int fd)
{
	struct pollfd p = {fd, POLLIN | POLLOUT | POLLRDHUP | POLLPRI, 0};
	CHECK(poll(&p, 1, 0) >= 0);
	return p.revents;
}

/* Waits until the state is as wanted: packets may still be on their way. */
static void expect(int fd, int want, int line)
{
	for (int i = 0; i < 200 && events(fd) != want; i++)
		usleep(5000);
	if (events(fd) != want) {
		printf("line %d: events %#x, want %#x\n", line, events(fd), want);
		exit(1);
	}
}
#define EXPECT(fd, want) expect(fd, want, __LINE__)

static void join(int l, int *c, int *s)
{
	struct sockaddr_in a = addr(l), peer;
	socklen_t n = sizeof peer;
	*c = socket(AF_INET, SOCK_STREAM, 0);
	CHECK(*c >= 0 && !connect(*c, (void *)&a, sizeof a));
	*s = accept(l, (void *)&peer, &n);
	CHECK(*s >= 0 && n == sizeof peer);
	CHECK(peer.sin_port == addr(*c).sin_port);
}

static int so_error(int fd)
{
	int e;
	socklen_t n = sizeof e;
	CHECK(!getsockopt(fd, SOL_SOCKET, SO_ERROR, &e, &n) && n == sizeof e);
	return e;
}

static void refused(void)
{
	int l = listener(1), c;
	struct sockaddr_in a = addr(l), b;
	socklen_t n = sizeof b;
	char x;
	close(l);
	c = socket(AF_INET, SOCK_STREAM, 0);
	CHECK(events(c) == (POLLOUT | POLLHUP));
	FAILS(recv(c, &x, 1, 0), ENOTCONN);
	FAILS(getpeername(c, (void *)&b, &n), ENOTCONN);
	FAILS(shutdown(c, SHUT_WR), ENOTCONN);
	FAILS(accept(c, NULL, NULL), EINVAL);
	FAILS(send(c, "x", 1, MSG_NOSIGNAL), EPIPE);
	FAILS(connect(c, (void *)&a, sizeof a), ECONNREFUSED);
	EXPECT(c, POLLOUT | POLLHUP);
	CHECK(so_error(c) == 0);
	close(c);

	c = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	int r = connect(c, (void *)&a, sizeof a);
	CHECK(r < 0 && (errno == EINPROGRESS || errno == ECONNREFUSED));
	if (errno == EINPROGRESS) {
		EXPECT(c, POLLIN | POLLOUT | POLLERR | POLLHUP | POLLRDHUP);
		CHECK(so_error(c) == ECONNREFUSED && so_error(c) == 0);
	}
	close(c);
	FAILS(socket(AF_INET, SOCK_STREAM, IPPROTO_UDP), EPROTONOSUPPORT);
	FAILS(socket(AF_INET, 77, 0), EINVAL);
	FAILS(socket(200, SOCK_STREAM, 0), EAFNOSUPPORT);
	FAILS(send(-1, "", 0, 0), EBADF);
	FAILS(send(0, "", 0, 0), ENOTSOCK);
	struct stat st;
	CHECK((c = socket(AF_INET, SOCK_STREAM, 0)) >= 0);
	CHECK(!fstat(c, &st) && S_ISSOCK(st.st_mode));
	FAILS(lseek(c, 0, SEEK_CUR), ESPIPE);
	FAILS(bind(c, (void *)&a, 4), EINVAL);
	a.sin_addr.s_addr = htonl(0xc0000201); /* 192.0.2.1 is nobody's */
	FAILS(bind(c, (void *)&a, sizeof a), EADDRNOTAVAIL);
	close(c);
	printf("ok refused\n");
}

static void states(void)
{
	int l = listener(5), l2, c, s;
	struct sockaddr_in a = addr(l), b;
	socklen_t n = sizeof b;
	char buf[64];
	CHECK(events(l) == 0);
	l2 = socket(AF_INET, SOCK_STREAM, 0);
	FAILS(bind(l2, (void *)&a, sizeof a), EADDRINUSE);
	close(l2);
	join(l, &c, &s);
	FAILS(connect(c, (void *)&a, sizeof a), EISCONN);
	CHECK(!getpeername(c, (void *)&b, &n) && b.sin_port == a.sin_port);
	EXPECT(c, POLLOUT);
	CHECK(send(c, "hello", 5, 0) == 5);
	EXPECT(s, POLLIN | POLLOUT);
	int v;
	CHECK(!ioctl(s, FIONREAD, &v) && v == 5);
	CHECK(recv(s, buf, sizeof buf, MSG_PEEK) == 5);
	CHECK(read(s, buf, 2) == 2 && recv(s, buf + 2, 60, 0) == 3);
	CHECK(!memcmp(buf, "hello", 5));
	FAILS(recv(s, buf, 1, MSG_DONTWAIT), EAGAIN);
	CHECK(send(c, "0123456789", 10, 0) == 10);
	EXPECT(s, POLLIN | POLLOUT);
	CHECK(recv(s, NULL, 4, MSG_TRUNC) == 4);
	CHECK(recv(s, buf, 6, MSG_WAITALL) == 6 && !memcmp(buf, "456789", 6));
	/* half close */
	CHECK(!shutdown(c, SHUT_WR));
	EXPECT(s, POLLIN | POLLOUT | POLLRDHUP);
	CHECK(recv(s, buf, 1, 0) == 0 && recv(s, buf, 1, 0) == 0);
	FAILS(send(c, "x", 1, MSG_NOSIGNAL), EPIPE);
	CHECK(pipes == 0);
	FAILS(send(c, "x", 1, 0), EPIPE);
	CHECK(pipes == 1);
	CHECK(send(s, "late", 4, 0) == 4);
	CHECK(recv(c, buf, sizeof buf, 0) == 4);
	CHECK(!shutdown(s, SHUT_WR));
	EXPECT(c, POLLIN | POLLOUT | POLLHUP | POLLRDHUP);
	EXPECT(s, POLLIN | POLLOUT | POLLHUP | POLLRDHUP);
	CHECK(recv(c, buf, 1, 0) == 0);
	close(c);
	close(s);
	/* shutdown of reading */
	join(l, &c, &s);
	CHECK(!shutdown(s, SHUT_RD));
	EXPECT(s, POLLIN | POLLOUT | POLLRDHUP);
	CHECK(recv(s, buf, 1, 0) == 0);
	close(c);
	close(s);
	/* fill up and drain */
	join(l, &c, &s);
	fcntl(c, F_SETFL, O_NONBLOCK);
	static char big[65536];
	size_t total = 0;
	ssize_t r;
	while ((r = write(c, big, sizeof big)) > 0)
		total += r;
	CHECK(r < 0 && errno == EAGAIN && total >= 65536);
	usleep(20000);
	while ((r = write(c, big, sizeof big)) > 0)
		total += r;
	CHECK(events(c) == 0);
	while (total) {
		r = read(s, big, sizeof big);
		CHECK(r > 0 && (size_t)r <= total);
		total -= r;
	}
	EXPECT(c, POLLOUT);
	close(c);
	close(s);
	close(l);
	printf("ok states\n");
}

static void reset(void)
{
	int l = listener(5), c, s;
	char x;
	/* closing with unread data resets */
	join(l, &c, &s);
	CHECK(send(c, "unread", 6, 0) == 6);
	EXPECT(s, POLLIN | POLLOUT);
	close(s);
	EXPECT(c, POLLIN | POLLOUT | POLLERR | POLLHUP | POLLRDHUP);
	FAILS(recv(c, &x, 1, 0), ECONNRESET);
	CHECK(recv(c, &x, 1, 0) == 0);
	FAILS(send(c, &x, 1, MSG_NOSIGNAL), EPIPE);
	FAILS(shutdown(c, SHUT_WR), ENOTCONN);
	close(c);
	/* so does SO_LINGER with zero */
	struct linger lg = {1, 0};
	join(l, &c, &s);
	CHECK(!setsockopt(s, SOL_SOCKET, SO_LINGER, &lg, sizeof lg));
	close(s);
	EXPECT(c, POLLIN | POLLOUT | POLLERR | POLLHUP | POLLRDHUP);
	CHECK(so_error(c) == ECONNRESET);
	close(c);
	/* data to a closed peer: EPIPE after its reset */
	join(l, &c, &s);
	close(s);
	EXPECT(c, POLLIN | POLLOUT | POLLRDHUP);
	CHECK(send(c, "x", 1, 0) == 1);
	EXPECT(c, POLLIN | POLLOUT | POLLERR | POLLHUP | POLLRDHUP);
	FAILS(send(c, "x", 1, MSG_NOSIGNAL), EPIPE);
	close(c);
	/* a listener that closes resets who was not accepted */
	struct sockaddr_in a = addr(l);
	c = socket(AF_INET, SOCK_STREAM, 0);
	CHECK(!connect(c, (void *)&a, sizeof a));
	EXPECT(l, POLLIN);
	close(l);
	EXPECT(c, POLLIN | POLLOUT | POLLERR | POLLHUP | POLLRDHUP);
	close(c);
	printf("ok reset\n");
}

static int get(int fd, int level, int name)
{
	int v = -1;
	socklen_t n = sizeof v;
	CHECK(!getsockopt(fd, level, name, &v, &n) && n == sizeof v);
	return v;
}

static void set(int fd, int level, int name, int v)
{
	CHECK(!setsockopt(fd, level, name, &v, sizeof v));
}

static void options(void)
{
	int l = listener(5), c, s, one = 1;
	join(l, &c, &s);
	CHECK(get(l, SOL_SOCKET, SO_ACCEPTCONN) == 1);
	CHECK(get(c, SOL_SOCKET, SO_ACCEPTCONN) == 0);
	CHECK(get(c, SOL_SOCKET, SO_TYPE) == SOCK_STREAM);
	CHECK(get(c, SOL_SOCKET, SO_PROTOCOL) == IPPROTO_TCP);
	CHECK(get(c, SOL_SOCKET, SO_DOMAIN) == AF_INET);
	set(c, IPPROTO_TCP, TCP_NODELAY, 1);
	CHECK(get(c, IPPROTO_TCP, TCP_NODELAY) == 1);
	set(c, SOL_SOCKET, SO_KEEPALIVE, 1);
	CHECK(get(c, SOL_SOCKET, SO_KEEPALIVE) == 1);
	set(c, IPPROTO_TCP, TCP_KEEPIDLE, 30);
	set(c, IPPROTO_TCP, TCP_KEEPINTVL, 5);
	set(c, IPPROTO_TCP, TCP_KEEPCNT, 3);
	CHECK(get(c, IPPROTO_TCP, TCP_KEEPIDLE) == 30);
	CHECK(get(c, IPPROTO_TCP, TCP_KEEPCNT) == 3);
	set(c, SOL_SOCKET, SO_SNDBUF, 50000);
	CHECK(get(c, SOL_SOCKET, SO_SNDBUF) == 100000);
	set(c, IPPROTO_IP, IP_TTL, 33);
	CHECK(get(c, IPPROTO_IP, IP_TTL) == 33);
	FAILS(setsockopt(c, IPPROTO_TCP, 9999, &one, sizeof one), ENOPROTOOPT);
	FAILS(setsockopt(c, SOL_SOCKET, SO_REUSEADDR, &one, 1), EINVAL);
	FAILS(setsockopt(c, SOL_SOCKET, SO_TYPE, &one, 4), ENOPROTOOPT);
	struct tcp_info ti;
	socklen_t n = sizeof ti;
	CHECK(!getsockopt(c, IPPROTO_TCP, TCP_INFO, &ti, &n));
	CHECK(ti.tcpi_state == TCP_ESTABLISHED);
	/* corked data waits for its end */
	char buf[16];
	set(c, IPPROTO_TCP, TCP_CORK, 1);
	CHECK(send(c, "ab", 2, 0) == 2);
	usleep(20000);
	CHECK(events(s) == POLLOUT);
	CHECK(send(c, "cd", 2, 0) == 2);
	set(c, IPPROTO_TCP, TCP_CORK, 0);
	EXPECT(s, POLLIN | POLLOUT);
	CHECK(recv(s, buf, 16, 0) == 4);
	/* restart of a server: a connection in TIME-WAIT, SO_REUSEADDR */
	struct sockaddr_in a = addr(l);
	close(s);
	EXPECT(c, POLLIN | POLLOUT | POLLRDHUP);
	close(c);
	close(l);
	usleep(20000);
	l = socket(AF_INET, SOCK_STREAM, 0);
	FAILS(bind(l, (void *)&a, sizeof a), EADDRINUSE);
	set(l, SOL_SOCKET, SO_REUSEADDR, 1);
	FAILS(bind(l, (void *)&a, sizeof a), EADDRINUSE); /* l had it not set */
	close(l);
	printf("ok options\n");
}

static void dual_stack(void)
{
	struct sockaddr_in6 a6 = {.sin6_family = AF_INET6}, p6;
	struct sockaddr_in a4 = {.sin_family = AF_INET};
	socklen_t n = sizeof a6;
	char text[64];
	int l = socket(AF_INET6, SOCK_STREAM, 0), c, s, on = 1;
	CHECK(!bind(l, (void *)&a6, sizeof a6) && !listen(l, 3));
	CHECK(!getsockname(l, (void *)&a6, &n) && a6.sin6_port);
	a4.sin_port = a6.sin6_port;
	a4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	c = socket(AF_INET, SOCK_STREAM, 0);
	CHECK(!connect(c, (void *)&a4, sizeof a4));
	n = sizeof p6;
	s = accept4(l, (void *)&p6, &n, SOCK_NONBLOCK | SOCK_CLOEXEC);
	CHECK(s >= 0 && n == sizeof p6 && p6.sin6_family == AF_INET6);
	CHECK(!strcmp(inet_ntop(AF_INET6, &p6.sin6_addr, text, 64),
		      "::ffff:127.0.0.1"));
	CHECK(fcntl(s, F_GETFL) & O_NONBLOCK && fcntl(s, F_GETFD) == FD_CLOEXEC);
	close(s);
	close(c);
	c = socket(AF_INET, SOCK_STREAM, 0);
	FAILS(bind(c, (void *)&a4, sizeof a4), EADDRINUSE);
	close(c);
	a6.sin6_addr = in6addr_loopback;
	c = socket(AF_INET6, SOCK_STREAM, 0);
	CHECK(!connect(c, (void *)&a6, sizeof a6));
	n = sizeof p6;
	s = accept(l, (void *)&p6, &n);
	CHECK(s >= 0 && IN6_IS_ADDR_LOOPBACK(&p6.sin6_addr));
	close(s);
	close(c);
	close(l);
	l = socket(AF_INET6, SOCK_STREAM, 0);
	CHECK(!setsockopt(l, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on));
	memset(&a6, 0, sizeof a6);
	a6.sin6_family = AF_INET6;
	CHECK(!bind(l, (void *)&a6, sizeof a6) && !listen(l, 3));
	n = sizeof a6;
	CHECK(!getsockname(l, (void *)&a6, &n));
	a4.sin_port = a6.sin6_port;
	c = socket(AF_INET, SOCK_STREAM, 0);
	FAILS(connect(c, (void *)&a4, sizeof a4), ECONNREFUSED);
	close(c);
	close(l);
	printf("ok dual stack\n");
}

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

static void timeouts(void)
{
	int l = listener(5), c, s, e = epoll_create1(0);
	struct timeval tv = {0, 100000};
	struct epoll_event ev = {.events = EPOLLIN | EPOLLET};
	char x;
	join(l, &c, &s);
	CHECK(!setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv));
	double t = now();
	FAILS(recv(s, &x, 1, 0), EAGAIN);
	t = now() - t;
	CHECK(t > 0.09 && t < 0.6);
	/* one edge for each arrival */
	ev.data.fd = s;
	CHECK(!epoll_ctl(e, EPOLL_CTL_ADD, s, &ev));
	CHECK(epoll_wait(e, &ev, 1, 0) == 0);
	CHECK(send(c, "a", 1, 0) == 1);
	CHECK(epoll_wait(e, &ev, 1, 1000) == 1 && ev.data.fd == s);
	CHECK(epoll_wait(e, &ev, 1, 50) == 0);
	CHECK(send(c, "b", 1, 0) == 1);
	CHECK(epoll_wait(e, &ev, 1, 1000) == 1);
	close(c);
	close(s);
	/* accept with nobody there */
	CHECK(!setsockopt(l, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv));
	FAILS(accept(l, NULL, NULL), EAGAIN);
	close(l);
	close(e);
	printf("ok timeouts\n");
}

int main(void)
{
	booted();
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGPIPE, on_pipe);
	refused();
	states();
	reset();
	options();
	dual_stack();
	timeouts();
	return 0;
}
