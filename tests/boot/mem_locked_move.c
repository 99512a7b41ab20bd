/* SPDX-License-Identifier: BSD-3-Clause */
/* run: -m 64 */
/* console: ok locked */
/* Growing what is locked (mlockall, MCL_FUTURE) keeps no page of the old place. */
#define _GNU_SOURCE
#include "booted.h"
#include <sys/mman.h>
#include <sys/sysinfo.h>

#define SIZE (4UL << 20)

static unsigned long unused(void)
{
	struct sysinfo s;

	CHECK(!sysinfo(&s));
	return s.freeram * s.mem_unit;
}

int main(void)
{
	unsigned long before;

	booted();
	CHECK(!mlockall(MCL_FUTURE));
	puts("locked");
	before = unused();
	for (int i = 0; i < 40; i++) {
		unsigned char present[SIZE / 2048];
		char *p = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		char *wall = mmap(p + SIZE, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
		char *q;

		CHECK(p != MAP_FAILED);
		p[5] = 7;
		q = mremap(p, SIZE, 2 * SIZE, MREMAP_MAYMOVE);
		CHECK(q != MAP_FAILED && q != p && q[5] == 7);
		/* the new part is locked as well */
		CHECK(!mincore(q, 2 * SIZE, present));
		for (unsigned k = 0; k < sizeof present; k++)
			CHECK(present[k] & 1);
		CHECK(!munmap(q, 2 * SIZE));
		if (wall != MAP_FAILED)
			munmap(wall, 4096);
	}
	CHECK(before - unused() < SIZE / 4 || unused() > before);
	puts("ok locked");
	return 0;
}
