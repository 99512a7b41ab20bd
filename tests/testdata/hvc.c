/* SPDX-License-Identifier: BSD-3-Clause */
/* Sends lines of all lengths over /dev/hvc0 and expects each back, reversed. */
#define _GNU_SOURCE
#include "booted.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

static char sent[70000], back[70000];

static void check_line(int fd, size_t n)
{
	size_t got = 0;

	for (size_t i = 0; i < n; i++)
		sent[i] = 'a' + (i * 7 + n) % 26;
	sent[n] = '\n';
	CHECK(write(fd, sent, n + 1) == (ssize_t)(n + 1));
	while (got < n + 1) {
		ssize_t k = read(fd, back + got, got % 3000 + 1);

		CHECK(k > 0);
		got += k;
	}
	CHECK(got == n + 1 && back[n] == '\n');
	for (size_t i = 0; i < n; i++)
		CHECK(back[i] == sent[n - 1 - i]);
}

int main(void)
{
	struct winsize w;
	int fd, n;

	booted();
	fd = open("/dev/hvc0", O_RDWR | O_NONBLOCK);
	CHECK(fd >= 0 && isatty(fd) && !ioctl(fd, TIOCGWINSZ, &w));
	struct pollfd p = {.fd = fd, .events = POLLIN | POLLOUT};
	CHECK(read(fd, back, 1) < 0 && errno == EAGAIN);
	CHECK(poll(&p, 1, -1) == 1 && p.revents == POLLOUT);
	CHECK(write(fd, "xyz\n", 4) == 4);
	p.events = POLLIN;
	CHECK(poll(&p, 1, 20000) == 1 && p.revents == POLLIN);
	while (!ioctl(fd, FIONREAD, &n) && n < 4)
		usleep(1000);
	CHECK(read(fd, back, sizeof back) == 4 && !memcmp(back, "zyx\n", 4));
	CHECK(!fcntl(fd, F_SETFL, O_RDWR));
	for (size_t len = 0; len < sizeof sent; len = len * 2 + 3)
		check_line(fd, len);
	CHECK(write(fd, "end\n", 4) == 4);
	puts("ok hvc");
	return 0;
}
