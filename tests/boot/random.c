/* SPDX-License-Identifier: BSD-3-Clause */
/* console: ok random */
/* absent: no random source */
/* host: 0 */
/* getrandom and the device files: never the same twice, errors as documented. */
#define _GNU_SOURCE
#include "booted.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/auxv.h>
#include <sys/random.h>
#include <unistd.h>

static unsigned char a[1 << 20], b[1 << 20];

/* Looks random: bits, and bytes, about equally often. */
static void check_spread(const unsigned char *p, size_t n)
{
	size_t bits = 0, count[256] = {0};

	for (size_t i = 0; i < n; i++) {
		bits += __builtin_popcount(p[i]);
		count[p[i]]++;
	}
	CHECK(bits > 4 * n - n / 64 && bits < 4 * n + n / 64);
	for (int i = 0; i < 256; i++)
		CHECK(count[i] > n / 512 && count[i] < n / 128);
}

static void check_device(const char *name)
{
	int fd = open(name, O_RDWR);

	CHECK(fd >= 0);
	CHECK(read(fd, a, 100000) == 100000 && read(fd, b, 100000) == 100000);
	check_spread(a, 100000);
	CHECK(memcmp(a, b, 100000));
	CHECK(write(fd, "stir", 4) == 4);
	CHECK(!close(fd));
}

int main(void)
{
	unsigned char one[16], zero[16] = {0};

	booted();
	CHECK(memcmp((void *)getauxval(AT_RANDOM), zero, 16));
	CHECK(getrandom(one, 16, 0) == 16 && memcmp(one, zero, 16));
	CHECK(memcmp((void *)getauxval(AT_RANDOM), one, 16));
	CHECK(getrandom(one, 0, 0) == 0);
	CHECK(getrandom(one, 16, GRND_NONBLOCK | GRND_RANDOM) == 16);
	CHECK(getrandom(a, sizeof a, GRND_NONBLOCK) == sizeof a);
	CHECK(getrandom(b, sizeof b, 4 /* GRND_INSECURE */) == sizeof b);
	check_spread(a, sizeof a);
	check_spread(b, sizeof b);
	CHECK(memcmp(a, b, sizeof a));
	CHECK(getrandom(one, 16, 0x100) < 0 && errno == EINVAL);
	CHECK(getrandom(one, 16, 4 | GRND_RANDOM) < 0 && errno == EINVAL);
	CHECK(getrandom((void *)16, 16, 0) < 0 && errno == EFAULT);
	CHECK(!getentropy(one, 16) && getentropy(a, 257) < 0 && errno == EIO);
	check_device("/dev/urandom");
	check_device("/dev/random");
	puts("ok random");
	return 0;
}
