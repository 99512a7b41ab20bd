/* SPDX-License-Identifier: BSD-3-Clause */
/* run: -m 64 */
/* console: ok sparse */
/* host: 0 */
/* 4 GiB reserved and touched here and there in a machine of 64 MiB. */
#include "booted.h"
#include <sys/mman.h>

int main(void)
{
	const size_t size = 4UL << 30, step = 4UL << 20;
	unsigned char *p;

	booted();
	p = mmap(NULL, size, PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	CHECK(p != MAP_FAILED);
	for (size_t i = 0; i < size; i += step)
		p[i] = (unsigned char)(i / step + 1);
	for (size_t i = 0; i < size; i += step) {
		CHECK(p[i] == (unsigned char)(i / step + 1));
		CHECK(p[i + 1] == 0);
	}
	CHECK(!munmap(p, size));
	/* What was freed can be used again, several times over. */
	for (int round = 0; round < 8; round++) {
		p = mmap(NULL, 24 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		CHECK(p != MAP_FAILED);
		memset(p, round + 1, 24 << 20);
		CHECK(!munmap(p, 24 << 20));
	}
	puts("ok sparse");
	return 0;
}
