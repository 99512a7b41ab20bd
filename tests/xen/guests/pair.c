/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pair serve: returns what one connection sends, to its end; by way of the disk,
 * if there is one.
 * pair ADDRESS: sends a megabyte there and holds what comes back against it.
 * pair address: prints the address that the machine has.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include "../../boot/booted.h"

#define SIZE (1 << 20)
#define CHUNK 50000

static unsigned char sent[CHUNK], back[CHUNK];

static int serve(const struct sockaddr_in *at)
{
	int l = socket(AF_INET, SOCK_STREAM, 0), disk = open("/dev/xvda", O_RDWR), c, n;
	off_t end = 0;

	CHECK(l >= 0);
	CHECK(!bind(l, (void *)at, sizeof *at) && !listen(l, 1));
	puts("ready");
	CHECK((c = accept(l, NULL, NULL)) >= 0);
	for (; (n = read(c, back, sizeof back)) > 0; end += n) {
		if (disk >= 0) {
			CHECK(pwrite(disk, back, n, end) == n);
			memset(back, 0, n);
			CHECK(pread(disk, back, n, end) == n);
		}
		for (int at = 0, m; at < n; at += m)
			CHECK((m = write(c, back + at, n - at)) > 0);
	}
	CHECK(n == 0 && !close(c));
	CHECK(disk < 0 || !fsync(disk));
	sleep(1); /* the machine, and with it the connection, ends with the program */
	return 0;
}

static int talk(const struct sockaddr_in *to)
{
	int c, tries = 0;

	/* its backend may not have joined the bridge yet */
	while ((c = socket(AF_INET, SOCK_STREAM, 0)) >= 0 && connect(c, (void *)to, sizeof *to)) {
		CHECK(tries++ < 20 && !close(c));
		sleep(1);
	}
	CHECK(c >= 0);
	for (int done = 0, m; done < SIZE; done += CHUNK) {
		for (int i = 0; i < CHUNK; i++)
			sent[i] = (done + i) * 7 ^ done >> 9;
		for (int at = 0; at < CHUNK; at += m)
			CHECK((m = write(c, sent + at, CHUNK - at)) > 0);
		for (int at = 0; at < CHUNK; at += m)
			CHECK((m = read(c, back + at, CHUNK - at)) > 0);
		CHECK(!memcmp(sent, back, CHUNK));
	}
	CHECK(!shutdown(c, SHUT_WR) && read(c, back, 1) == 0);
	puts("ok pair");
	return 0;
}

static int address(void)
{
	for (int tries = 0; tries < 300; tries++, usleep(100000)) {
		struct ifaddrs *all;

		CHECK(!getifaddrs(&all));
		for (struct ifaddrs *a = all; a; a = a->ifa_next) {
			struct sockaddr_in *in = (void *)a->ifa_addr;

			if (in && in->sin_family == AF_INET && !(a->ifa_flags & IFF_LOOPBACK)) {
				printf("address %s\n", inet_ntoa(in->sin_addr));
				return 0;
			}
		}
		freeifaddrs(all);
	}
	return 1;
}

int main(int argc, char **argv)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(7000)};

	booted();
	setvbuf(stdout, NULL, _IOLBF, 0);
	CHECK(argc == 2);
	if (!strcmp(argv[1], "serve"))
		return serve(&a);
	if (!strcmp(argv[1], "address"))
		return address();
	CHECK(inet_pton(AF_INET, argv[1], &a.sin_addr) == 1);
	return talk(&a);
}
