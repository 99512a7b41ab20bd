/* SPDX-License-Identifier: BSD-3-Clause */
/* UDP and ICMP over loopback. */
/* host: 0 */
/* run: --net none */
/* cflags: -D_GNU_SOURCE -pthread */
/* console: ok datagrams */
/* console: ok control */
/* console: ok large */
/* console: ok many */
/* console: ok shutdown */
#include "booted.h"
#include <errno.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <poll.h>
#include <pthread.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define FAILS(call, e) CHECK((call) < 0 && errno == (e))

static struct sockaddr_in addr(int fd)
{
	struct sockaddr_in a;
	socklen_t n = sizeof a;
	CHECK(!getsockname(fd, (void *)&a, &n) && n == sizeof a);
	return a;
}

static int bound(int type)
{
	struct sockaddr_in a = {.sin_family = AF_INET};
	int fd = socket(AF_INET, type, 0);
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	CHECK(fd >= 0 && !bind(fd, (void *)&a, sizeof a));
	return fd;
}

static int events(int fd)
{
	struct pollfd p = {fd, POLLIN | POLLOUT, 0};
	CHECK(poll(&p, 1, 0) >= 0);
	return p.revents;
}

static void datagrams(void)
{
	int a = bound(SOCK_DGRAM), b = bound(SOCK_DGRAM), c, v;
	struct sockaddr_in to = addr(a), from = addr(b), got;
	socklen_t n = sizeof got;
	char buf[64];
	CHECK(events(a) == POLLOUT);
	FAILS(send(a, "x", 1, 0), EDESTADDRREQ);
	FAILS(recv(a, buf, 1, MSG_DONTWAIT), EAGAIN);
	CHECK(sendto(b, "hello", 5, 0, (void *)&to, sizeof to) == 5);
	CHECK(sendto(b, "", 0, 0, (void *)&to, sizeof to) == 0);
	CHECK(events(a) == (POLLIN | POLLOUT));
	CHECK(!ioctl(a, FIONREAD, &v) && v == 5);
	CHECK(recvfrom(a, buf, 64, MSG_PEEK, (void *)&got, &n) == 5);
	CHECK(n == sizeof got && got.sin_port == from.sin_port);
	CHECK(recv(a, buf, 3, MSG_TRUNC) == 5 && !memcmp(buf, "hel", 3));
	CHECK(recv(a, buf, 3, 0) == 0);
	/* connected: only from there, and send without a destination */
	CHECK(!connect(b, (void *)&to, sizeof to));
	CHECK(send(b, "y", 1, 0) == 1 && recv(a, buf, 64, 0) == 1);
	c = bound(SOCK_DGRAM);
	CHECK(sendto(c, "no", 2, 0, (void *)&from, sizeof from) == 2);
	CHECK(sendto(a, "yes", 3, 0, (void *)&from, sizeof from) == 3);
	CHECK(recv(b, buf, 64, 0) == 3);
	FAILS(recv(b, buf, 64, MSG_DONTWAIT), EAGAIN);
	FAILS(bind(c, (void *)&to, sizeof to), EINVAL);
	int d = socket(AF_INET, SOCK_DGRAM, 0);
	FAILS(bind(d, (void *)&to, sizeof to), EADDRINUSE);
	FAILS(listen(d, 1), EOPNOTSUPP);
	FAILS(accept(d, NULL, NULL), EOPNOTSUPP);
	close(a);
	close(b);
	close(c);
	close(d);
	printf("ok datagrams\n");
}

static void control(void)
{
	int a = bound(SOCK_DGRAM), b = bound(SOCK_DGRAM), on = 1;
	struct sockaddr_in to = addr(a);
	char buf[8], cb[128];
	struct iovec v[2] = {{buf, 2}, {buf + 2, 6}};
	struct msghdr m = {.msg_iov = v, .msg_iovlen = 2, .msg_control = cb,
			   .msg_controllen = sizeof cb};
	CHECK(!setsockopt(a, IPPROTO_IP, IP_PKTINFO, &on, sizeof on));
	CHECK(!setsockopt(a, IPPROTO_IP, IP_RECVTTL, &on, sizeof on));
	CHECK(sendto(b, "abcdef", 6, 0, (void *)&to, sizeof to) == 6);
	CHECK(recvmsg(a, &m, 0) == 6 && !memcmp(buf, "abcdef", 6));
	int info = 0, ttl = 0;
	for (struct cmsghdr *c = CMSG_FIRSTHDR(&m); c; c = CMSG_NXTHDR(&m, c)) {
		if (c->cmsg_type == IP_PKTINFO) {
			struct in_pktinfo *p = (void *)CMSG_DATA(c);
			info = p->ipi_ifindex == 1 &&
			       p->ipi_addr.s_addr == htonl(INADDR_LOOPBACK);
		}
		if (c->cmsg_type == IP_TTL)
			ttl = *(int *)CMSG_DATA(c);
	}
	CHECK(info && ttl == 64 && !(m.msg_flags & MSG_CTRUNC));
	m.msg_controllen = 4;
	CHECK(sendto(b, "abcdefghij", 10, 0, (void *)&to, sizeof to) == 10);
	CHECK(recvmsg(a, &m, 0) == 8);
	CHECK(m.msg_flags & MSG_TRUNC && m.msg_flags & MSG_CTRUNC);
	close(a);
	close(b);
	printf("ok control\n");
}

static void large(void)
{
	static char out[65507], in[65507];
	int a = bound(SOCK_DGRAM), b = bound(SOCK_DGRAM);
	struct sockaddr_in to = addr(a);
	for (size_t i = 0; i < sizeof out; i++)
		out[i] = i * 11;
	CHECK(sendto(b, out, sizeof out, 0, (void *)&to, sizeof to) ==
	      sizeof out);
	CHECK(recv(a, in, sizeof in, 0) == sizeof in);
	CHECK(!memcmp(in, out, sizeof in));
	char more[65508];
	FAILS(sendto(b, more, sizeof more, 0, (void *)&to, sizeof to), EMSGSIZE);
	close(a);
	close(b);
	printf("ok large\n");
}

static void many(void)
{
	int a = bound(SOCK_DGRAM), b = bound(SOCK_DGRAM);
	struct sockaddr_in to = addr(a);
	struct mmsghdr m[10] = {0};
	struct iovec v[10];
	char buf[10][4];
	for (int i = 0; i < 10; i++) {
		v[i] = (struct iovec){buf[i], 1};
		buf[i][0] = '0' + i;
		m[i].msg_hdr = (struct msghdr){.msg_iov = &v[i], .msg_iovlen = 1,
			.msg_name = &to, .msg_namelen = sizeof to};
	}
	CHECK(sendmmsg(b, m, 10, 0) == 10 && m[9].msg_len == 1);
	for (int i = 0; i < 10; i++) {
		m[i].msg_hdr.msg_name = NULL;
		m[i].msg_hdr.msg_namelen = 0;
	}
	struct timespec t = {1, 0};
	CHECK(recvmmsg(a, m, 10, MSG_WAITFORONE, &t) == 10);
	for (int i = 0; i < 10; i++)
		CHECK(buf[i][0] == '0' + i && m[i].msg_len == 1);
	/* a full queue drops and does not block */
	for (int i = 0; i < 5000; i++)
		CHECK(sendto(b, buf, 1, 0, (void *)&to, sizeof to) == 1);
	int n = 0;
	while (recv(a, buf, 4, MSG_DONTWAIT) == 1)
		n++;
	CHECK(n > 100 && n < 5000);
	close(a);
	close(b);
	printf("ok many\n");
}

static void *reads(void *arg)
{
	char c;
	CHECK(recv(*(int *)arg, &c, 1, 0) == 0);
	return NULL;
}

static void reader(int fd, int how, int error)
{
	pthread_t t;
	CHECK(!pthread_create(&t, NULL, reads, &fd));
	usleep(50000);
	int r = shutdown(fd, how);
	CHECK(error ? r < 0 && errno == error : r == 0);
	CHECK(!pthread_join(t, NULL));
}

static void ends(void)
{
	int a = bound(SOCK_DGRAM), b = bound(SOCK_DGRAM);
	struct sockaddr_in to = addr(a), from = addr(b);
	struct pollfd p = {a, POLLIN | POLLOUT | POLLRDHUP, 0};
	char c;
	CHECK(!connect(a, (void *)&from, sizeof from));
	CHECK(!connect(b, (void *)&to, sizeof to));
	reader(a, SHUT_RD, 0);
	CHECK(poll(&p, 1, 0) == 1 &&
	      p.revents == (POLLIN | POLLOUT | POLLRDHUP));
	/* nothing is there, and nothing is what waiting gives */
	FAILS(recv(a, &c, 1, MSG_DONTWAIT), EAGAIN);
	CHECK(recv(a, &c, 1, 0) == 0);
	/* datagrams come nevertheless */
	CHECK(send(b, "x", 1, 0) == 1 && recv(a, &c, 1, 0) == 1 && c == 'x');
	CHECK(send(a, "x", 1, 0) == 1 && recv(b, &c, 1, 0) == 1);
	CHECK(!shutdown(a, SHUT_WR));
	FAILS(send(a, "x", 1, 0), EPIPE); /* no SIGPIPE */
	CHECK(poll(&p, 1, 0) == 1 &&
	      p.revents == (POLLIN | POLLOUT | POLLRDHUP | POLLHUP));
	close(a);
	close(b);
	/* the way to wake who reads an unconnected socket */
	a = bound(SOCK_DGRAM);
	reader(a, SHUT_RDWR, ENOTCONN);
	FAILS(shutdown(a, 3), EINVAL);
	close(a);
	printf("ok shutdown\n");
}

int main(void)
{
	booted();
	setvbuf(stdout, NULL, _IOLBF, 0);
	datagrams();
	control();
	large();
	many();
	ends();
	return 0;
}
