/* SPDX-License-Identifier: BSD-3-Clause */
/* Epoll files in epoll files: deep chains are refused however they are built. */
/* host: 0 */
/* run: --net none */
/* cflags: -D_GNU_SOURCE */
/* console: ok nesting */
#include "booted.h"
#include <errno.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define MOST 400 /* levels that are tried */

static int add(int ep, int fd)
{
	struct epoll_event e = {.events = EPOLLIN, .data.fd = fd};
	return epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e);
}

/* How many levels can be had when each is put into the next one (up), or the
 * next one into it, and in the end two chains are joined. */
static int levels(int up, int *fd)
{
	int n = 1;
	for (fd[0] = epoll_create1(0); n < MOST; n++) {
		fd[n] = epoll_create1(0);
		CHECK(fd[n - 1] >= 0 && fd[n] >= 0);
		if (up ? add(fd[n], fd[n - 1]) : add(fd[n - 1], fd[n])) {
			CHECK(errno == ELOOP || errno == EINVAL);
			close(fd[n]);
			break;
		}
	}
	return n;
}

int main(void)
{
	int a[MOST], b[MOST], ev = eventfd(0, 0);
	struct epoll_event e;

	booted();
	int up = levels(1, a), down = levels(0, b);
	printf("%d levels upwards, %d downwards\n", up, down);
	CHECK(up >= 5 && up < 10 && down >= 5 && down < 10);
	/* two chains, each allowed, do not become one */
	CHECK(add(b[down - 1], a[up - 1]) && errno == ELOOP);
	CHECK(add(a[0], a[up - 1]) && errno == ELOOP); /* nor a ring */
	/* an event passes through all of them */
	CHECK(!add(a[0], ev));
	CHECK(epoll_wait(a[up - 1], &e, 1, 0) == 0);
	CHECK(eventfd_write(ev, 1) == 0);
	CHECK(epoll_wait(a[up - 1], &e, 1, 0) == 1 && e.data.fd == a[up - 2]);
	/* a level that is gone counts no more */
	close(a[up - 1]);
	a[up - 1] = epoll_create1(0);
	CHECK(!add(a[up - 1], a[up - 2]));
	puts("ok nesting");
	return 0;
}
