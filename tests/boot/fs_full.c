/* SPDX-License-Identifier: BSD-3-Clause */
/* run: -m 32 */
/* console: ok fs_full */
/* Files take memory until there is little left: then ENOSPC, and life goes on;
 * what is removed is there again. */
#define _GNU_SOURCE
#include "booted.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/mman.h>
#include <unistd.h>

static char block[65536];

static long fill(const char *name)
{
	int fd = open(name, O_CREAT | O_WRONLY | O_TRUNC, 0644);
	long total = 0;
	ssize_t n;

	CHECK(fd >= 0);
	while ((n = write(fd, block, sizeof block)) > 0)
		total += n;
	CHECK(n == -1 && errno == ENOSPC);
	struct stat st;
	CHECK(!fstat(fd, &st) && st.st_size == total);
	CHECK(fallocate(fd, 0, total, 1 << 20) == -1 && errno == ENOSPC);
	CHECK(!fstat(fd, &st) && st.st_size == total);
	CHECK(!close(fd));
	return total;
}

static void many(void)
{
	char name[32];
	int n = 0;

	/* names cost memory, too */
	for (; n < 20000; n++) {
		snprintf(name, sizeof name, "/tmp/name-%d", n);
		int fd = open(name, O_CREAT | O_WRONLY, 0644);
		if (fd < 0)
			break;
		close(fd);
	}
	printf("%d names\n", n);
	CHECK(n > 1000);
	while (n--) {
		snprintf(name, sizeof name, "/tmp/name-%d", n);
		CHECK(!unlink(name));
	}
}

int main(void)
{
	struct statfs before, after;

	booted();
	CHECK(!statfs("/", &before));
	long first = fill("/tmp/full");
	CHECK(first > 16 << 20);
	char *p = mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	CHECK(p != MAP_FAILED);
	p[5000] = 1; /* there is still something to work with */
	CHECK(!munmap(p, 65536));
	CHECK(!unlink("/tmp/full"));
	for (int i = 0; i < 5; i++) {
		CHECK(labs(fill("/tmp/again") - first) < 1 << 20);
		CHECK(!unlink("/tmp/again"));
	}
	many();
	CHECK(!statfs("/", &after));
	CHECK(after.f_bfree + 512 > before.f_bfree);
	puts("ok fs_full");
	return 0;
}
