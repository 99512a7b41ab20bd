/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * stream FILE: serves four connections, one after the other. After a 't' it asks
 * the other side's HTTP server for /file, which must be FILE; after anything else
 * FILE is sent. Prints how long each took.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "../../boot/booted.h"

#define CHUNK (128 << 10)

static unsigned char *file, in[CHUNK];
static size_t size;

static void load(const char *name)
{
	int f = open(name, O_RDONLY);
	struct stat st;

	CHECK(f >= 0 && !fstat(f, &st) && (file = malloc(st.st_size)));
	for (ssize_t n; size < (size_t)st.st_size; size += n)
		CHECK((n = read(f, file + size, st.st_size - size)) > 0);
	close(f);
}

static long ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void take(int c)
{
	static const char ask[] = "GET /file HTTP/1.0\r\n\r\n";
	struct sockaddr_in6 a;
	socklen_t len = sizeof a;
	size_t at = 0, have = 0;
	ssize_t n;
	char *body;
	int s = socket(AF_INET6, SOCK_STREAM, 0);

	CHECK(s >= 0 && !getpeername(c, (void *)&a, &len));
	a.sin6_port = htons(8080);
	CHECK(!connect(s, (void *)&a, sizeof a) && write(s, ask, sizeof ask - 1) == sizeof ask - 1);
	do
		CHECK(have < CHUNK && (n = read(s, in + have, CHUNK - have)) > 0);
	while (!(body = memmem(in, have += n, "\r\n\r\n", 4)));
	n = (char *)in + have - (body += 4);
	memmove(in, body, n);
	do {
		CHECK(at + n <= size && !memcmp(in, file + at, n));
		at += n;
	} while ((n = read(s, in, sizeof in)) > 0);
	CHECK(!n && at == size && !close(s));
}

static void give(int c)
{
	ssize_t n;

	for (size_t at = 0; at < size; at += n)
		CHECK((n = write(c, file + at, size - at < CHUNK ? size - at : CHUNK)) > 0);
}

static void serve(int c)
{
	long began = ms();
	char how, end;

	CHECK(read(c, &how, 1) == 1);
	if (how == 't')
		take(c);
	else
		give(c);
	CHECK(!shutdown(c, SHUT_WR) && read(c, &end, 1) == 0);
	printf("%s %zu bytes in %ld ms\n", how == 't' ? "took" : "gave", size, ms() - began);
	close(c);
}

int main(int argc, char **argv)
{
	struct sockaddr_in6 a = {.sin6_family = AF_INET6, .sin6_port = htons(7000)};
	int l = socket(AF_INET6, SOCK_STREAM, 0), no = 0, c;

	booted();
	setvbuf(stdout, NULL, _IOLBF, 0);
	CHECK(argc == 2);
	load(argv[1]);
	CHECK(l >= 0 && !setsockopt(l, IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof no));
	CHECK(!bind(l, (void *)&a, sizeof a) && !listen(l, 4));
	puts("ready");
	for (int i = 0; i < 4; i++) {
		CHECK((c = accept(l, NULL, NULL)) >= 0);
		serve(c);
	}
	sleep(1); /* the machine, and with it the connection, ends with the program */
	return 0;
}
