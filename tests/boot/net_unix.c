/* SPDX-License-Identifier: BSD-3-Clause */
/* Unix sockets: streams, datagrams, descriptors and credentials passed. */
/* host: 0 */
/* run: --net none */
/* cflags: -D_GNU_SOURCE -pthread */
/* console: ok pair */
/* console: ok path */
/* console: ok datagrams */
/* console: ok packets */
/* console: ok passing */
/* console: ok blocking */
#include "booted.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define FAILS(call, e) CHECK((call) < 0 && errno == (e))

static int events(int fd)
{
	struct pollfd p = {fd, POLLIN | POLLOUT | POLLRDHUP, 0};
	CHECK(poll(&p, 1, 0) >= 0);
	return p.revents;
}

static void pair(void)
{
	int p[2], v;
	char buf[32];
	CHECK(!socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, p));
	CHECK(events(p[0]) == POLLOUT);
	CHECK(write(p[0], "abc", 3) == 3 && write(p[0], "def", 3) == 3);
	CHECK(!ioctl(p[1], FIONREAD, &v) && v == 6);
	CHECK(events(p[1]) == (POLLIN | POLLOUT));
	CHECK(recv(p[1], buf, 32, MSG_PEEK) == 6);
	CHECK(read(p[1], buf, 4) == 4 && read(p[1], buf + 4, 9) == 2);
	CHECK(!memcmp(buf, "abcdef", 6));
	FAILS(recv(p[1], buf, 1, MSG_DONTWAIT), EAGAIN);
	CHECK(!shutdown(p[0], SHUT_WR));
	CHECK(events(p[1]) == (POLLIN | POLLOUT | POLLRDHUP));
	CHECK(read(p[1], buf, 1) == 0);
	CHECK(write(p[1], "x", 1) == 1 && read(p[0], buf, 1) == 1);
	FAILS(send(p[0], "x", 1, MSG_NOSIGNAL), EPIPE);
	close(p[0]);
	CHECK(events(p[1]) == (POLLIN | POLLOUT | POLLRDHUP | POLLHUP));
	CHECK(read(p[1], buf, 1) == 0);
	FAILS(send(p[1], "x", 1, MSG_NOSIGNAL), EPIPE);
	close(p[1]);
	CHECK(!socketpair(AF_UNIX, SOCK_STREAM, 0, p));
	CHECK(write(p[0], "x", 1) == 1);
	close(p[1]); /* with unread data */
	FAILS(read(p[0], buf, 1), ECONNRESET);
	CHECK(read(p[0], buf, 1) == 0);
	close(p[0]);
	printf("ok pair\n");
}

static void path(void)
{
	struct sockaddr_un un = {.sun_family = AF_UNIX}, got;
	socklen_t n = sizeof got, len = offsetof(struct sockaddr_un, sun_path);
	struct stat st;
	int l = socket(AF_UNIX, SOCK_STREAM, 0), c, s;
	snprintf(un.sun_path, sizeof un.sun_path, "socket.%d", getpid());
	CHECK(!bind(l, (void *)&un, sizeof un));
	CHECK(!stat(un.sun_path, &st) && S_ISSOCK(st.st_mode));
	c = socket(AF_UNIX, SOCK_STREAM, 0);
	FAILS(connect(c, (void *)&un, sizeof un), ECONNREFUSED);
	FAILS(bind(c, (void *)&un, sizeof un), EADDRINUSE);
	CHECK(events(c) == (POLLOUT | POLLHUP));
	CHECK(!listen(l, 4) && events(l) == 0);
	CHECK(!connect(c, (void *)&un, sizeof un));
	FAILS(connect(c, (void *)&un, sizeof un), EISCONN);
	CHECK(events(l) == POLLIN);
	s = accept(l, (void *)&got, &n);
	CHECK(s >= 0 && n == 2 && got.sun_family == AF_UNIX);
	n = sizeof got;
	CHECK(!getpeername(c, (void *)&got, &n));
	CHECK(n == len + strlen(un.sun_path) + 1);
	CHECK(!strcmp(got.sun_path, un.sun_path));
	CHECK(write(c, "hi", 2) == 2 && read(s, &got, 9) == 2);
	close(c);
	close(s);
	close(l);
	c = socket(AF_UNIX, SOCK_STREAM, 0);
	FAILS(connect(c, (void *)&un, sizeof un), ECONNREFUSED);
	CHECK(!unlink(un.sun_path));
	FAILS(connect(c, (void *)&un, sizeof un), ENOENT);
	FAILS(connect(c, (void *)&un, 1), EINVAL);
	close(c);
	/* abstract: no file */
	memset(&un, 0, sizeof un);
	un.sun_family = AF_UNIX;
	len += 1 + sprintf(un.sun_path + 1, "abstract.%d", getpid());
	l = socket(AF_UNIX, SOCK_STREAM, 0);
	CHECK(!bind(l, (void *)&un, len) && !listen(l, 1));
	c = socket(AF_UNIX, SOCK_STREAM, 0);
	FAILS(connect(c, (void *)&un, len + 1), ECONNREFUSED);
	CHECK(!connect(c, (void *)&un, len));
	close(c);
	close(l);
	printf("ok path\n");
}

static void datagrams(void)
{
	struct sockaddr_un un = {.sun_family = AF_UNIX}, from;
	socklen_t n = sizeof from;
	char buf[32];
	int a = socket(AF_UNIX, SOCK_DGRAM, 0), b = socket(AF_UNIX, SOCK_DGRAM, 0);
	snprintf(un.sun_path, sizeof un.sun_path, "dgram.%d", getpid());
	CHECK(!bind(a, (void *)&un, sizeof un));
	FAILS(send(b, "x", 1, 0), ENOTCONN);
	CHECK(sendto(b, "one", 3, 0, (void *)&un, sizeof un) == 3);
	CHECK(sendto(b, "three", 5, 0, (void *)&un, sizeof un) == 5);
	CHECK(recvfrom(a, buf, 32, 0, (void *)&from, &n) == 3 && n == 0);
	CHECK(recv(a, buf, 2, MSG_TRUNC) == 5);
	CHECK(!connect(b, (void *)&un, sizeof un) && send(b, "y", 1, 0) == 1);
	int c = socket(AF_UNIX, SOCK_STREAM, 0);
	FAILS(connect(c, (void *)&un, sizeof un), EPROTOTYPE);
	close(c);
	close(a);
	FAILS(send(b, "z", 1, 0), ECONNREFUSED);
	close(b);
	unlink(un.sun_path);
	printf("ok datagrams\n");
}

static void packets(void)
{
	int p[2];
	char buf[32];
	struct iovec v = {buf, 2};
	struct msghdr m = {.msg_iov = &v, .msg_iovlen = 1};
	CHECK(!socketpair(AF_UNIX, SOCK_SEQPACKET, 0, p));
	CHECK(write(p[0], "abcd", 4) == 4 && write(p[0], "ef", 2) == 2);
	CHECK(recvmsg(p[1], &m, 0) == 2 && m.msg_flags & MSG_TRUNC);
	CHECK(read(p[1], buf, 32) == 2 && !memcmp(buf, "ef", 2));
	close(p[0]);
	CHECK(read(p[1], buf, 32) == 0);
	close(p[1]);
	printf("ok packets\n");
}

static void passing(void)
{
	int p[2], q[2], fds[2], on = 1;
	char buf[8] = "fd", cb[CMSG_SPACE(sizeof fds) + CMSG_SPACE(sizeof(struct ucred))];
	struct iovec v = {buf, 2};
	struct msghdr m = {.msg_iov = &v, .msg_iovlen = 1, .msg_control = cb,
			   .msg_controllen = CMSG_SPACE(sizeof fds)};
	struct ucred cred;
	socklen_t n = sizeof cred;
	CHECK(!socketpair(AF_UNIX, SOCK_STREAM, 0, p));
	CHECK(!getsockopt(p[0], SOL_SOCKET, SO_PEERCRED, &cred, &n));
	CHECK(cred.pid == getpid() && cred.uid == getuid());
	CHECK(!pipe(q));
	CHECK(!setsockopt(p[1], SOL_SOCKET, SO_PASSCRED, &on, sizeof on));
	memset(cb, 0, sizeof cb);
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof fds);
	memcpy(CMSG_DATA(c), q, sizeof fds);
	CHECK(sendmsg(p[0], &m, 0) == 2);
	close(q[0]);
	close(q[1]);
	memset(cb, 0, sizeof cb);
	m.msg_controllen = sizeof cb;
	CHECK(recvmsg(p[1], &m, MSG_CMSG_CLOEXEC) == 2);
	int rights = 0, creds = 0;
	for (c = CMSG_FIRSTHDR(&m); c; c = CMSG_NXTHDR(&m, c)) {
		if (c->cmsg_type == SCM_RIGHTS) {
			CHECK(c->cmsg_len == CMSG_LEN(sizeof fds));
			memcpy(fds, CMSG_DATA(c), sizeof fds);
			rights = 1;
		} else if (c->cmsg_type == SCM_CREDENTIALS) {
			memcpy(&cred, CMSG_DATA(c), sizeof cred);
			creds = 1;
		}
	}
	CHECK(rights && creds && cred.pid == getpid());
	CHECK(fcntl(fds[0], F_GETFD) == FD_CLOEXEC);
	CHECK(write(fds[1], "through", 7) == 7 && read(fds[0], buf, 8) == 7);
	close(fds[0]);
	close(fds[1]);
	/* descriptors that nobody takes are closed with the socket */
	CHECK(!pipe(q));
	m.msg_controllen = CMSG_SPACE(sizeof(int));
	c = CMSG_FIRSTHDR(&m);
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(c), &q[1], sizeof(int));
	CHECK(sendmsg(p[0], &m, 0) == 2);
	close(q[1]);
	close(p[0]);
	close(p[1]);
	CHECK(read(q[0], buf, 1) == 0);
	close(q[0]);
	printf("ok passing\n");
}

static void *reader(void *arg)
{
	static char buf[4096];
	long fd = (long)arg, total = 0;
	ssize_t n;
	unsigned sum = 0;
	while ((n = read(fd, buf, sizeof buf)) > 0)
		for (ssize_t i = 0; i < n; i++, total++)
			sum = sum * 31 + (unsigned char)buf[i];
	CHECK(total == 3000000);
	return (void *)(long)sum;
}

static void blocking(void)
{
	static char buf[30000];
	int p[2];
	pthread_t t;
	unsigned sum = 0;
	void *got;
	CHECK(!socketpair(AF_UNIX, SOCK_STREAM, 0, p));
	CHECK(!pthread_create(&t, NULL, reader, (void *)(long)p[1]));
	for (int i = 0; i < 100; i++) {
		for (size_t k = 0; k < sizeof buf; k++) {
			buf[k] = i * 7 + k;
			sum = sum * 31 + (unsigned char)buf[k];
		}
		CHECK(write(p[0], buf, sizeof buf) == sizeof buf);
	}
	close(p[0]);
	CHECK(!pthread_join(t, &got) && (unsigned)(long)got == sum);
	close(p[1]);
	printf("ok blocking\n");
}

int main(void)
{
	booted();
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGPIPE, SIG_IGN);
	pair();
	path();
	datagrams();
	packets();
	passing();
	blocking();
	return 0;
}
