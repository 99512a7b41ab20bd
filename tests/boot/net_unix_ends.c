/* SPDX-License-Identifier: BSD-3-Clause */
/* How unix sockets end: what they hold, who waits for them, whose name it was. */
/* host: 0 */
/* run: --net none */
/* cflags: -D_GNU_SOURCE -pthread */
/* console: ok nested */
/* console: ok room */
/* console: ok names */
#include "booted.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define FAILS(call, e) CHECK((call) < 0 && errno == (e))

static void send_fd(int to, int fd)
{
	char control[CMSG_SPACE(sizeof fd)] = {0};
	struct iovec v = {"x", 1};
	struct msghdr m = {.msg_iov = &v, .msg_iovlen = 1, .msg_control = control,
			   .msg_controllen = sizeof control};
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof fd);
	memcpy(CMSG_DATA(c), &fd, sizeof fd);
	CHECK(sendmsg(to, &m, 0) == 1);
}

/* A socket that holds a socket that holds …: closing the outermost closes all,
 * down to the end of a pipe, and needs no more stack than one. */
static void *nested(void *arg)
{
	int p[2], inner, most = is_booted() ? 5000 : 200;
	char c;
	CHECK(!pipe2(p, O_NONBLOCK));
	inner = p[1];
	for (int i = 0; i < most; i++) {
		int s[2];
		CHECK(!socketpair(AF_UNIX, i % 2 ? SOCK_STREAM : SOCK_DGRAM, 0, s));
		send_fd(s[0], inner);
		close(s[0]);
		close(inner);
		inner = s[1];
	}
	FAILS(read(p[0], &c, 1), EAGAIN);
	close(inner);
	struct pollfd end = {p[0], POLLIN, 0};
	CHECK(poll(&end, 1, 5000) == 1 && end.revents == POLLHUP);
	CHECK(read(p[0], &c, 1) == 0);
	close(p[0]);
	return arg;
}

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

static void fill(int fd)
{
	static char part[1000];
	int n = 0;
	while (send(fd, part, sizeof part, MSG_DONTWAIT) == sizeof part)
		n++;
	CHECK(errno == EAGAIN && n);
}

/* Empties the socket after a while, so that somebody sleeps meanwhile. */
static void *drain(void *arg)
{
	char buf[1000];
	usleep(100000);
	while (recv(*(int *)arg, buf, sizeof buf, MSG_DONTWAIT) > 0)
		;
	return NULL;
}

static void wakes(int sender, int receiver, int how)
{
	pthread_t t;
	int ep = epoll_create1(0);
	/* edge-triggered, and told that there is room before there is none */
	struct epoll_event e = {.events = EPOLLOUT | EPOLLET}, got;
	CHECK(ep >= 0 && !epoll_ctl(ep, EPOLL_CTL_ADD, sender, &e));
	CHECK(epoll_wait(ep, &got, 1, 0) == 1 && got.events == EPOLLOUT);
	fill(sender);
	struct pollfd p = {sender, POLLOUT, 0};
	CHECK(poll(&p, 1, 0) == 0);
	double begin = now();
	CHECK(!pthread_create(&t, NULL, drain, &receiver));
	if (how == 0)
		CHECK(poll(&p, 1, 10000) == 1 && p.revents == POLLOUT);
	else if (how == 1)
		CHECK(epoll_wait(ep, &got, 1, 10000) == 1 && got.events == EPOLLOUT);
	else
		CHECK(send(sender, "y", 1, 0) == 1);
	CHECK(now() - begin > 0.05 && now() - begin < 5);
	CHECK(!pthread_join(t, NULL));
	close(ep);
}

static void room(void)
{
	for (int how = 0; how < 3; how++) {
		int s[2];
		CHECK(!socketpair(AF_UNIX, SOCK_DGRAM, 0, s));
		wakes(s[0], s[1], how);
		close(s[0]);
		close(s[1]);
		/* a sender that the receiver does not know */
		struct sockaddr_un un = {.sun_family = AF_UNIX};
		socklen_t len = offsetof(struct sockaddr_un, sun_path) + 1 +
				sprintf(un.sun_path + 1, "room.%d", getpid());
		int to = socket(AF_UNIX, SOCK_DGRAM, 0);
		int from = socket(AF_UNIX, SOCK_DGRAM, 0);
		CHECK(!bind(to, (void *)&un, len));
		CHECK(!connect(from, (void *)&un, len));
		wakes(from, to, how);
		close(from);
		close(to);
	}
	printf("ok room\n");
}

static void names(void)
{
	struct sockaddr_un un = {.sun_family = AF_UNIX}, got;
	socklen_t n = sizeof got, len = offsetof(struct sockaddr_un, sun_path) + 1 +
		sprintf(un.sun_path + 1, "names.%d", getpid());
	int l = socket(AF_UNIX, SOCK_STREAM, 0), c = socket(AF_UNIX, SOCK_STREAM, 0);
	CHECK(!bind(l, (void *)&un, len) && !listen(l, 5));
	CHECK(!connect(c, (void *)&un, len));
	int s = accept(l, NULL, NULL), d = socket(AF_UNIX, SOCK_STREAM, 0);
	CHECK(s >= 0 && !getsockname(s, (void *)&got, &n) && n == len);
	CHECK(!memcmp(&got, &un, len));
	FAILS(bind(d, (void *)&un, len), EADDRINUSE);
	/* one more that is never accepted */
	int e = socket(AF_UNIX, SOCK_STREAM, 0);
	CHECK(!connect(e, (void *)&un, len));
	close(l);
	/* the connection lives on, the name is free */
	CHECK(write(c, "a", 1) == 1 && read(s, &got, 9) == 1);
	FAILS(connect(d, (void *)&un, len), ECONNREFUSED);
	CHECK(!bind(d, (void *)&un, len) && !listen(d, 5));
	close(e);
	e = socket(AF_UNIX, SOCK_STREAM, 0);
	CHECK(!connect(e, (void *)&un, len));
	close(c);
	close(s);
	close(e);
	close(d);
	/* a client's own name is taken, connected or not */
	l = socket(AF_UNIX, SOCK_STREAM, 0);
	c = socket(AF_UNIX, SOCK_STREAM, 0);
	d = socket(AF_UNIX, SOCK_STREAM, 0);
	struct sockaddr_un own = un;
	own.sun_path[len - 3]++;
	CHECK(!bind(l, (void *)&un, len) && !listen(l, 5));
	CHECK(!bind(c, (void *)&own, len) && !connect(c, (void *)&un, len));
	FAILS(bind(d, (void *)&own, len), EADDRINUSE);
	close(c);
	CHECK(!bind(d, (void *)&own, len));
	close(d);
	close(l);
	printf("ok names\n");
}

int main(void)
{
	pthread_t t;
	booted();
	setvbuf(stdout, NULL, _IOLBF, 0);
	nested(NULL);
	CHECK(!pthread_create(&t, NULL, nested, NULL) && !pthread_join(t, NULL));
	printf("ok nested\n");
	room();
	names();
	return 0;
}
