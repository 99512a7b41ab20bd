/* SPDX-License-Identifier: BSD-3-Clause */
/* Counts until it finds itself in another domain: there, wall time has gone on
 * without it. Memory of all kinds comes along. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define PAGE  4096
#define PAGES 512
#define LIMIT 1200 /* ticks of 50 ms */

static int64_t now(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

/* How far wall time is ahead of the time that we have lived through. */
static int64_t ahead(void)
{
	return now(CLOCK_REALTIME) - now(CLOCK_MONOTONIC);
}

int main(void)
{
	int64_t before = ahead(), last = now(CLOCK_MONOTONIC);
	unsigned char *p = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int more = -1;

	if (p == MAP_FAILED)
		return 1;
	for (int i = 0; i < PAGES; i++)
		p[i * PAGE] = i * 7;
	mprotect(p, PAGES / 4 * PAGE, PROT_NONE);
	for (int i = 0; i < LIMIT && more; i++) {
		int64_t t = now(CLOCK_MONOTONIC);

		if (t < last) {
			puts("time went back");
			return 2;
		}
		last = t;
		printf("tick %d\n", i);
		fflush(stdout);
		usleep(50000);
		if (more > 0)
			more--;
		else if (ahead() - before > 300000000)
			more = 5;
	}
	if (more) {
		printf("still where it was: %lld ns\n", (long long)(ahead() - before));
		return 3;
	}
	mprotect(p, PAGES / 4 * PAGE, PROT_READ);
	for (int i = 0; i < PAGES; i++)
		if (p[i * PAGE] != (unsigned char)(i * 7))
			return 4;
	p = malloc(4 << 20);
	for (int i = 0; i < 4 << 20; i += PAGE)
		p[i] = 1;
	puts("done");
	return 5;
}
