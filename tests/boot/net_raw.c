/* SPDX-License-Identifier: BSD-3-Clause */
/* Raw and ping sockets over loopback (on Linux as far as they are allowed). */
/* host: 0 */
/* run: --net none */
/* cflags: -D_GNU_SOURCE -pthread */
/* console: ok ping 4 */
/* console: ok ping 6 */
/* console: ok raw 4 */
/* console: ok raw 6 */
/* console: ok header */
/* console: ok shutdown */
#include "booted.h"
#include <errno.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/ip_icmp.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#define FAILS(call, e) CHECK((call) < 0 && errno == (e))
#define EXPERIMENT 253 /* a protocol for experiments, RFC 3692 */

struct echo {
	uint8_t type, code;
	uint16_t sum, id, seq;
	char data[24];
};

/* -1: this process may not have one. */
static int open_socket(int family, int type, int protocol)
{
	int fd = socket(family, type, protocol);
	if (fd < 0 && !is_booted() && (errno == EACCES || errno == EPERM))
		return -1;
	CHECK(fd >= 0);
	return fd;
}

static struct sockaddr_in6 there(int family)
{
	struct sockaddr_in6 a = {.sin6_family = family};
	if (family == AF_INET)
		((struct sockaddr_in *)&a)->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	else
		a.sin6_addr = in6addr_loopback;
	return a;
}

static uint16_t checksum(const void *data, size_t n)
{
	const uint8_t *p = data;
	uint32_t sum = 0;
	for (; n > 1; n -= 2, p += 2)
		sum += p[0] << 8 | p[1];
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return htons(~sum);
}

static int readable(int fd)
{
	struct pollfd p = {fd, POLLIN, 0};
	return poll(&p, 1, 5000) == 1;
}

/* A ping socket: its own identifier, only the answers to it. */
static void ping(int family)
{
	int v4 = family == AF_INET, protocol = v4 ? IPPROTO_ICMP : IPPROTO_ICMPV6;
	int fd = open_socket(family, SOCK_DGRAM, protocol), other;
	struct sockaddr_in6 to = there(family), own, from;
	socklen_t n = sizeof own;
	struct echo e = {.type = v4 ? ICMP_ECHO : ICMP6_ECHO_REQUEST,
			 .id = 0x1234, .seq = htons(7), .data = "some data"}, got;
	if (fd < 0)
		goto done;
	other = open_socket(family, SOCK_DGRAM, protocol);
	CHECK(!bind(fd, (void *)&to, sizeof to));
	CHECK(!getsockname(fd, (void *)&own, &n) && own.sin6_port);
	CHECK(sendto(fd, &e, sizeof e, 0, (void *)&to, sizeof to) == sizeof e);
	n = sizeof from;
	CHECK(readable(fd));
	CHECK(recvfrom(fd, &got, sizeof got, 0, (void *)&from, &n) == sizeof got);
	CHECK(got.type == (v4 ? ICMP_ECHOREPLY : ICMP6_ECHO_REPLY));
	CHECK(got.id == own.sin6_port && got.seq == e.seq && !got.code);
	CHECK(!strcmp(got.data, e.data) && from.sin6_family == family);
	/* nothing but echo requests */
	e.type = v4 ? ICMP_ECHOREPLY : ICMP6_ECHO_REPLY;
	FAILS(sendto(fd, &e, sizeof e, 0, (void *)&to, sizeof to), EINVAL);
	FAILS(sendto(fd, &e, 4, 0, (void *)&to, sizeof to), EINVAL);
	FAILS(recv(fd, &got, sizeof got, MSG_DONTWAIT), EAGAIN);
	FAILS(recv(other, &got, sizeof got, MSG_DONTWAIT), EAGAIN);
	close(other);
	close(fd);
done:
	printf("ok ping %d\n", v4 ? 4 : 6);
}

static void raw4(void)
{
	struct sockaddr_in6 to = there(AF_INET), from;
	struct echo e = {.type = ICMP_ECHO, .id = htons(getpid()),
			 .seq = htons(9), .data = "raw"}, *got;
	char buf[200];
	socklen_t n = sizeof from;
	int fd = open_socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
	if (fd < 0)
		goto done;
	FAILS(socket(AF_INET, SOCK_RAW, 0), EPROTONOSUPPORT);
	e.sum = checksum(&e, sizeof e);
	CHECK(sendto(fd, &e, sizeof e, 0, (void *)&to, sizeof to) == sizeof e);
	do { /* the request comes by too; others' may */
		CHECK(readable(fd));
		ssize_t r = recvfrom(fd, buf, sizeof buf, 0, (void *)&from, &n);
		struct iphdr *ip = (void *)buf;
		CHECK(r >= 28 && ip->version == 4 && ip->protocol == IPPROTO_ICMP);
		CHECK(ntohs(ip->tot_len) == r && ip->ihl == 5);
		got = (void *)(buf + 20);
	} while (got->type != ICMP_ECHOREPLY || got->id != e.id);
	CHECK(got->seq == e.seq && !strcmp(got->data, "raw"));
	CHECK(((struct sockaddr_in *)&from)->sin_addr.s_addr ==
	      htonl(INADDR_LOOPBACK));
	close(fd);
done:
	printf("ok raw 4\n");
}

static void raw6(void)
{
	struct sockaddr_in6 to = there(AF_INET6);
	struct echo e = {.type = ICMP6_ECHO_REQUEST, .id = htons(getpid()),
			 .seq = htons(11), .data = "six"}, got;
	e.sum = 0x5678; /* the kernel's business */
	struct icmp6_filter filter;
	int fd = open_socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6);
	if (fd < 0)
		goto done;
	ICMP6_FILTER_SETBLOCKALL(&filter);
	ICMP6_FILTER_SETPASS(ICMP6_ECHO_REPLY, &filter);
	CHECK(!setsockopt(fd, IPPROTO_ICMPV6, ICMP6_FILTER, &filter, sizeof filter));
	CHECK(!connect(fd, (void *)&to, sizeof to));
	CHECK(send(fd, &e, sizeof e, 0) == sizeof e);
	do {
		CHECK(readable(fd));
		CHECK(recv(fd, &got, sizeof got, 0) >= 8);
		CHECK(got.type == ICMP6_ECHO_REPLY); /* no header, no request */
	} while (got.id != e.id);
	CHECK(got.seq == e.seq && !strcmp(got.data, "six"));
	close(fd);
done:
	printf("ok raw 6\n");
}

/* A protocol of one's own, with a header by the kernel and by hand. */
static void header(void)
{
	struct sockaddr_in6 to = there(AF_INET);
	struct {
		struct iphdr ip;
		char data[5];
	} packet = {{.version = 4, .ihl = 5, .ttl = 9, .protocol = EXPERIMENT,
		     .tot_len = htons(25), .saddr = htonl(INADDR_LOOPBACK),
		     .daddr = htonl(INADDR_LOOPBACK)}, "hand"};
	char buf[100];
	struct iphdr *ip = (void *)buf;
	int on = 1, in = open_socket(AF_INET, SOCK_RAW, EXPERIMENT), out;
	if (in < 0)
		goto done;
	out = open_socket(AF_INET, SOCK_RAW, EXPERIMENT);
	CHECK(sendto(out, "kernel", 7, 0, (void *)&to, sizeof to) == 7);
	CHECK(readable(in) && recv(in, buf, sizeof buf, 0) == 27);
	CHECK(ip->protocol == EXPERIMENT && ip->ttl == 64);
	CHECK(!strcmp(buf + 20, "kernel"));
	CHECK(!setsockopt(out, IPPROTO_IP, IP_HDRINCL, &on, sizeof on));
	CHECK(sendto(out, &packet, 25, 0, (void *)&to, sizeof to) == 25);
	CHECK(readable(in) && recv(in, buf, sizeof buf, 0) == 25);
	CHECK(ip->ttl == 9 && !strcmp(buf + 20, "hand"));
	/* too short to be a packet, and one that says to be longer than it is */
	CHECK(sendto(out, &packet, 10, 0, (void *)&to, sizeof to) < 0);
	FAILS(recv(in, buf, sizeof buf, MSG_DONTWAIT), EAGAIN);
	close(in);
	close(out);
done:
	printf("ok header\n");
}

static void *reads(void *arg)
{
	char c;
	CHECK(recv(*(int *)arg, &c, 1, 0) == 0);
	return NULL;
}

/* Connected or not it is done; who sleeps in a read learns of it. */
static void ends(int family, int type, int protocol)
{
	struct sockaddr_in6 to = there(family);
	struct sockaddr none = {.sa_family = AF_UNSPEC};
	struct echo e = {.type = family == AF_INET ? ICMP_ECHO : ICMP6_ECHO_REQUEST};
	char c;
	for (int connected = 0; connected < 2; connected++) {
		int fd = open_socket(family, type, protocol), on = 1;
		struct pollfd p = {fd, POLLIN | POLLOUT | POLLRDHUP, 0};
		pthread_t t;
		if (fd < 0)
			return;
		CHECK(poll(&p, 1, 0) == 1 && p.revents == POLLOUT);
		if (connected)
			CHECK(!connect(fd, (void *)&to, sizeof to));
		FAILS(shutdown(fd, 3), EINVAL);
		CHECK(!pthread_create(&t, NULL, reads, &fd));
		usleep(50000);
		int r = shutdown(fd, SHUT_RD);
		CHECK(connected ? r == 0 : r < 0 && errno == ENOTCONN);
		CHECK(!pthread_join(t, NULL));
		CHECK(poll(&p, 1, 0) == 1 &&
		      p.revents == (POLLIN | POLLOUT | POLLRDHUP));
		FAILS(recv(fd, &c, 1, MSG_DONTWAIT), EAGAIN);
		r = shutdown(fd, SHUT_WR);
		CHECK(connected ? r == 0 : r < 0 && errno == ENOTCONN);
		CHECK(poll(&p, 1, 0) == 1 &&
		      p.revents == (POLLIN | POLLOUT | POLLRDHUP | POLLHUP));
		/* no signal; a raw one sends unless it makes the header */
		r = sendto(fd, &e, sizeof e, 0, (void *)&to, sizeof to);
		CHECK(type == SOCK_RAW ? r == sizeof e : r < 0 && errno == EPIPE);
		if (type == SOCK_RAW && family == AF_INET) {
			CHECK(!setsockopt(fd, IPPROTO_IP, IP_HDRINCL, &on, sizeof on));
			char packet[40] = {0x45, 0, 0, 40};
			FAILS(sendto(fd, packet, sizeof packet, 0, (void *)&to,
				     sizeof to), EPIPE);
		}
		if (connected) {
			CHECK(!connect(fd, &none, sizeof none));
			FAILS(shutdown(fd, SHUT_RDWR), ENOTCONN);
		}
		close(fd);
	}
}

int main(void)
{
	booted();
	setvbuf(stdout, NULL, _IOLBF, 0);
	ping(AF_INET);
	ping(AF_INET6);
	raw4();
	raw6();
	header();
	ends(AF_INET, SOCK_RAW, EXPERIMENT);
	ends(AF_INET6, SOCK_RAW, EXPERIMENT);
	ends(AF_INET, SOCK_DGRAM, IPPROTO_ICMP);
	ends(AF_INET6, SOCK_DGRAM, IPPROTO_ICMPV6);
	printf("ok shutdown\n");
	return 0;
}
