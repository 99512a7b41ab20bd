/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the tests talk to, one thread on epoll, IPv4 and IPv6:
 *
 *	TCP 7  echo		UDP 7  echo
 *	TCP 9  sink: reads to the end, answers "COUNT HASH\n"
 *	TCP 19 source: reads "COUNT\n", sends so many bytes and closes
 *	TCP 99 ends the program with the status in the line it reads
 *
 * Data is the words i * 0x9e3779b97f4a7c15, little-endian; the hash is
 * h = (h ^ word) * 0x100000001b3 over them, beginning with 0xcbf29ce484222325.
 * With an argument it is a client: `send ADDRESS COUNT` (to a sink) or
 * `receive ADDRESS COUNT` (from a source).
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define CHUNK 65536

enum kind { ECHO, SINK, SOURCE, QUIT, DATAGRAM };
struct connection {
	enum kind kind;
	int fd, listening;
	uint64_t count, want, hash, word;
	unsigned pending;    /* echo: bytes in buf from at on */
	unsigned at;
	char line[32];
	unsigned line_length;
	char *buf;
};

static int ep, connections, most;

static void die(const char *what)
{
	printf("%s: %s\n", what, strerror(errno));
	exit(1);
}

/* Adds n bytes that follow count earlier ones to the hash. */
static void digest(struct connection *c, const char *p, size_t n)
{
	while (n) {
		unsigned k = c->count & 7;
		if (!k && n >= 8) {
			uint64_t w;
			memcpy(&w, p, 8);
			c->hash = (c->hash ^ w) * 0x100000001b3;
			c->count += 8;
			p += 8;
			n -= 8;
			continue;
		}
		c->word |= (uint64_t)(unsigned char)*p++ << 8 * k;
		c->count++;
		n--;
		if (k == 7) {
			c->hash = (c->hash ^ c->word) * 0x100000001b3;
			c->word = 0;
		}
	}
}

static uint64_t finish(struct connection *c)
{
	return c->count & 7 ? (c->hash ^ c->word) * 0x100000001b3 : c->hash;
}

static void generate(char *p, uint64_t from, size_t n)
{
	for (size_t i = 0; i < n; i++, from++) {
		if (!(from & 7) && n - i >= 8) {
			uint64_t w = (from >> 3) * 0x9e3779b97f4a7c15;
			memcpy(p + i, &w, 8);
			i += 7;
			from += 7;
			continue;
		}
		p[i] = (from >> 3) * 0x9e3779b97f4a7c15 >> 8 * (from & 7);
	}
}

static struct connection *add(int fd, enum kind kind, int listening, unsigned events)
{
	struct connection *c = calloc(1, sizeof *c);
	struct epoll_event ev = {.events = events, .data.ptr = c};
	if (!c)
		die("calloc");
	c->fd = fd;
	c->kind = kind;
	c->listening = listening;
	c->hash = 0xcbf29ce484222325;
	if (epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev))
		die("epoll_ctl");
	return c;
}

static void end(struct connection *c)
{
	close(c->fd);
	free(c->buf);
	free(c);
	connections--;
}

static void watch(struct connection *c, unsigned events)
{
	struct epoll_event ev = {.events = events, .data.ptr = c};
	if (epoll_ctl(ep, EPOLL_CTL_MOD, c->fd, &ev))
		die("epoll_ctl");
}

static void serve(enum kind kind, int type, int port)
{
	struct sockaddr_in6 a = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
	int fd = socket(AF_INET6, type | SOCK_NONBLOCK, 0), on = 1;
	if (fd < 0)
		die("socket");
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(fd, (void *)&a, sizeof a))
		die("bind");
	if (type == SOCK_STREAM && listen(fd, 1024))
		die("listen");
	add(fd, kind, type == SOCK_STREAM, EPOLLIN);
}

static void accept_all(struct connection *l)
{
	int fd, on = 1;
	while ((fd = accept4(l->fd, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
		add(fd, l->kind, 0, EPOLLIN);
		if (++connections > most)
			most = connections;
	}
	if (errno != EAGAIN)
		die("accept");
}

static void datagram(struct connection *c)
{
	static char buf[CHUNK];
	struct sockaddr_storage ss;
	socklen_t len = sizeof ss;
	ssize_t n;
	while ((n = recvfrom(c->fd, buf, sizeof buf, 0, (void *)&ss, &len)) >= 0) {
		sendto(c->fd, buf, n, 0, (void *)&ss, len);
		len = sizeof ss;
	}
}

static void echo(struct connection *c)
{
	ssize_t n;
	if (!c->buf && !(c->buf = malloc(CHUNK)))
		die("malloc");
	for (;;) {
		while (c->pending) {
			n = write(c->fd, c->buf + c->at, c->pending);
			if (n < 0 && errno == EAGAIN) {
				watch(c, EPOLLOUT);
				return;
			}
			if (n < 0) {
				end(c);
				return;
			}
			c->at += n;
			c->pending -= n;
		}
		n = read(c->fd, c->buf, CHUNK);
		if (n < 0 && errno == EAGAIN) {
			watch(c, EPOLLIN);
			return;
		}
		if (n <= 0) {
			end(c);
			return;
		}
		c->at = 0;
		c->pending = n;
	}
}

static void sink(struct connection *c)
{
	static char buf[CHUNK];
	char line[64];
	ssize_t n;
	while ((n = read(c->fd, buf, sizeof buf)) > 0)
		digest(c, buf, n);
	if (n < 0 && errno == EAGAIN)
		return;
	if (n == 0) {
		n = sprintf(line, "%llu %016llx\n", (unsigned long long)c->count,
			    (unsigned long long)finish(c));
		if (write(c->fd, line, n) != n)
			die("write");
	}
	end(c);
}

/* The line so far: 1 complete, 0 not yet, -1 the connection is over. */
static int line(struct connection *c)
{
	ssize_t n;
	while ((n = read(c->fd, c->line + c->line_length, 1)) == 1) {
		if (c->line[c->line_length] == '\n')
			return 1;
		if (++c->line_length == sizeof c->line - 1)
			return -1;
	}
	return n < 0 && errno == EAGAIN ? 0 : -1;
}

static void source(struct connection *c)
{
	static char buf[CHUNK];
	if (!c->want) {
		int r = line(c);
		if (r < 0)
			end(c);
		if (r <= 0)
			return;
		c->want = strtoull(c->line, NULL, 10);
		watch(c, EPOLLOUT);
	}
	while (c->count < c->want) {
		size_t n = c->want - c->count < CHUNK ? c->want - c->count : CHUNK;
		generate(buf, c->count, n);
		ssize_t r = write(c->fd, buf, n);
		if (r < 0 && errno == EAGAIN)
			return;
		if (r < 0)
			break;
		c->count += r;
	}
	end(c);
}

static void quit(struct connection *c)
{
	int r = line(c);
	if (r == 0)
		return;
	printf("at most %d connections\n", most);
	exit(r < 0 ? 1 : atoi(c->line));
}

static int dial(const char *address, int port)
{
	struct addrinfo hint = {.ai_socktype = SOCK_STREAM}, *ai;
	char service[8];
	sprintf(service, "%d", port);
	int e = getaddrinfo(address, service, &hint, &ai);
	if (e) {
		printf("%s: %s\n", address, gai_strerror(e));
		exit(1);
	}
	int fd = socket(ai->ai_family, SOCK_STREAM, 0);
	if (fd < 0 || connect(fd, ai->ai_addr, ai->ai_addrlen))
		die("connect");
	freeaddrinfo(ai);
	return fd;
}

static int client(char **argv)
{
	static char buf[CHUNK];
	struct connection c = {.hash = 0xcbf29ce484222325};
	uint64_t want = strtoull(argv[3], NULL, 10);
	ssize_t n;
	if (!strcmp(argv[1], "send")) {
		c.fd = dial(argv[2], 9);
		while (c.count < want) {
			size_t k = want - c.count < CHUNK ? want - c.count : CHUNK;
			generate(buf, c.count, k);
			for (size_t done = 0; done < k; done += n)
				if ((n = write(c.fd, buf + done, k - done)) <= 0)
					die("write");
			digest(&c, buf, k);
		}
		shutdown(c.fd, SHUT_WR);
		n = read(c.fd, buf, sizeof buf);
		printf("peer %.*s", (int)n, buf);
	} else {
		c.fd = dial(argv[2], 19);
		n = sprintf(buf, "%llu\n", (unsigned long long)want);
		if (write(c.fd, buf, n) != n)
			die("write");
		while ((n = read(c.fd, buf, sizeof buf)) > 0)
			digest(&c, buf, n);
		if (n < 0)
			die("read");
	}
	printf("here %llu %016llx\n", (unsigned long long)c.count,
	       (unsigned long long)finish(&c));
	return c.count != want;
}

int main(int argc, char **argv)
{
	struct epoll_event ev[64];
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGPIPE, SIG_IGN);
	if (argc == 4)
		return client(argv);
	ep = epoll_create1(0);
	serve(ECHO, SOCK_STREAM, 7);
	serve(SINK, SOCK_STREAM, 9);
	serve(SOURCE, SOCK_STREAM, 19);
	serve(QUIT, SOCK_STREAM, 99);
	serve(DATAGRAM, SOCK_DGRAM, 7);
	printf("ready\n");
	for (;;) {
		int n = epoll_wait(ep, ev, 64, -1);
		if (n < 0 && errno != EINTR)
			die("epoll_wait");
		for (int i = 0; i < n; i++) {
			struct connection *c = ev[i].data.ptr;
			if (c->listening)
				accept_all(c);
			else if (c->kind == ECHO)
				echo(c);
			else if (c->kind == SINK)
				sink(c);
			else if (c->kind == SOURCE)
				source(c);
			else if (c->kind == QUIT)
				quit(c);
			else
				datagram(c);
		}
	}
}
