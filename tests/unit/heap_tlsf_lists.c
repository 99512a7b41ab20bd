/* SPDX-License-Identifier: BSD-3-Clause */
/* TLSF's lists: sizes fall into the list that find looks in, neighbours join,
 * regions go back, and what is written over a header is found. */
#include "arena.h"
#include "../../pools/main/mem/tlsf/tlsf.c"

static void lists_hold_sizes(void)
{
	unsigned level, step, before = 0;

	for (uint32_t n = GRAIN; n <= LARGEST; n += n < 4096 ? GRAIN : 4 * GRAIN) {
		place(n, &level, &step);
		CHECK(level < LEVELS && step < STEPS);
		CHECK(level * STEPS + step >= before);
		before = level * STEPS + step;
	}
}

int main(void)
{
	enum { N = 300 };
	char *p[N];
	uint64_t all;

	uc_boot.mem[0] = (struct uc_range){ARENA_BASE, ARENA_BASE + ARENA_SIZE};
	uc_boot.mem_count = 1;
	uc_page_init();
	all = free_pages();
	lists_hold_sizes();

	/* what find gives is large enough, and exact sizes are used again */
	for (uint32_t n = 1; n < 300000; n += n / 7 + 1) {
		char *a = uc_heap_alloc(n), *b = uc_heap_alloc(16);

		CHECK(a && b && uc_heap_room(a) >= n && uc_heap_room(a) < n + 64);
		uc_heap_free(a);
		uc_heap_free(b);
		CHECK(whole <= 1 && all - free_pages() <= 16);
	}
	/* every order of freeing neighbours leaves one block */
	for (unsigned round = 0; round < 50; round++) {
		for (unsigned i = 0; i < N; i++)
			CHECK((p[i] = uc_heap_alloc(16 + unit_random() % 900)) != NULL);
		for (unsigned i = N; i; i--) {
			unsigned k = unit_random() % i;

			uc_heap_free(p[k]);
			p[k] = p[i - 1];
		}
		CHECK(whole == 1 && all - free_pages() == 16);
		CHECK(__builtin_popcount(levels) == 1);
	}
	/* the largest there is, and no more */
	p[0] = uc_heap_alloc(LARGEST);
	CHECK(p[0] && !uc_heap_alloc(LARGEST + 1));
	memset(p[0], 0xff, LARGEST);
	uc_heap_free(p[0]);
	CHECK(all - free_pages() == 16);
	/* a header that was written over */
	p[0] = uc_heap_alloc(40);
	memset(p[0] - 12, 0, 8);
	CHECK(PANICS(uc_heap_free(p[0])));
	CHECK(PANICS(uc_heap_free(p[0] + 4)));
	printf("ok tlsf\n");
	return 0;
}
