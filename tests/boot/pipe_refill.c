/* SPDX-License-Identifier: BSD-3-Clause */
/* console: ok refill */
/* host: 0 */
/*
 * A pipe that is filled again while it is half read: not a byte is lost or
 * changed, whatever the capacity, and a full one says so.
 */
#define _GNU_SOURCE
#include "booted.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#define CAPACITY 65536

static int fd[2];
static char buffer[2 * CAPACITY];
static uint64_t written, taken; /* byte n of the stream has value (n * 7) >> 3 */
static uint32_t seed = 1;

static uint32_t number(uint32_t below)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % below;
}

static ssize_t put(size_t n)
{
	ssize_t r;

	for (size_t i = 0; i < n; i++)
		buffer[i] = (char)((written + i) * 7 >> 3);
	r = write(fd[1], buffer, n);
	if (r > 0)
		written += r;
	return r;
}

static ssize_t get(size_t n)
{
	ssize_t r = read(fd[0], buffer, n);

	for (ssize_t i = 0; i < r; i++)
		CHECK(buffer[i] == (char)((taken + i) * 7 >> 3));
	if (r > 0)
		taken += r;
	return r;
}

static void drain(void)
{
	ssize_t r;

	while ((r = get(sizeof buffer)) > 0)
		;
	CHECK(r < 0 && errno == EAGAIN && taken == written);
}

static int writable(void)
{
	struct pollfd p = {.fd = fd[1], .events = POLLOUT};

	return poll(&p, 1, 0);
}

int main(void)
{
	booted();
	CHECK(!pipe2(fd, O_NONBLOCK));
	CHECK(put(CAPACITY) == CAPACITY && !writable());
	CHECK(get(100) == 100);
	CHECK(put(100) < 0 && errno == EAGAIN && !writable());
	drain();
	CHECK(put(CAPACITY) == CAPACITY);
	CHECK(get(4096) == 4096 && writable());
	CHECK(put(CAPACITY) == 4096 && !writable());
	drain();
	for (int pages = 1; pages <= 16; pages *= 4) {
		CHECK(fcntl(fd[1], F_SETPIPE_SZ, pages * 4096) == pages * 4096);
		for (int i = 0; i < 3000; i++) {
			ssize_t r = put(1 + number(number(2) ? 300 : 3 * CAPACITY / 2));

			CHECK(r > 0 || errno == EAGAIN);
			CHECK(written - taken <= (uint64_t)pages * 4096);
			/* what poll promises is kept */
			if (writable())
				CHECK(put(1) == 1);
			r = get(1 + number(number(2) ? 300 : CAPACITY));
			CHECK(r > 0 || (errno == EAGAIN && taken == written));
		}
		drain();
	}
	puts("ok refill");
	return 0;
}
