/* SPDX-License-Identifier: BSD-3-Clause */
/* The kernel heap: contents, alignment, growth, exhaustion, freeing twice. */
#ifndef ALLOCATOR
#define ALLOCATOR "../../pools/main/mem/slab/slab.c"
#define SPARE     4 /* pages that an allocator keeps */
#endif
#include "arena.h"
#include ALLOCATOR
#include "../../pools/main/mem/heap/zero.c"
#include "../../pools/main/mem/heap/strdup.c"
#include "../../pools/main/mem/heap/realloc.c"
#include "../../pools/main/mem/heap/checks.c"

#define MOST 3000
static struct { unsigned char *p; size_t n; unsigned char fill; } held[MOST];

static size_t size(void)
{
	switch (unit_random() % 8) {
	case 0: return unit_random() % 100000;
	case 1: return unit_random() % 5000;
	default: return unit_random() % 300;
	}
}

static void verify(unsigned i)
{
	for (size_t k = 0; k < held[i].n; k++)
		CHECK(held[i].p[k] == held[i].fill);
}

static void step(void)
{
	unsigned i = unit_random() % MOST;

	if (!held[i].p) {
		held[i].n = size();
		held[i].p = uc_malloc(held[i].n);
	} else if (unit_random() % 3 == 0) {
		size_t n = size();
		unsigned char *p = uc_realloc(held[i].p, n);
		if (!p)
			return;
		held[i].n = UC_MIN(held[i].n, n);
		held[i].p = p;
		verify(i);
		held[i].n = n;
	} else {
		verify(i);
		uc_free(held[i].p);
		held[i].p = NULL;
		return;
	}
	if (!held[i].p)
		return;
	CHECK(!((uintptr_t)held[i].p % 16));
	held[i].fill = unit_random();
	memset(held[i].p, held[i].fill, held[i].n);
}

int main(void)
{
	uint64_t all;
	char *p, *q;
	void *list = NULL;

	uc_boot.mem[0] = (struct uc_range){ARENA_BASE, ARENA_BASE + ARENA_SIZE};
	uc_boot.mem_count = 1;
	uc_page_init();
	all = free_pages();
	for (int k = 0; k < 100000; k++)
		step();
	for (unsigned i = 0; i < MOST; i++)
		if (held[i].p) {
			verify(i);
			uc_free(held[i].p);
		}
	CHECK(all - free_pages() <= SPARE);
	uc_free(NULL);
	CHECK(uc_malloc(0) && !uc_malloc(SIZE_MAX) && !uc_malloc(5 << 20));
	CHECK(!uc_calloc(SIZE_MAX / 2, 3));
	p = uc_calloc(10, 30);
	for (int i = 0; i < 300; i++)
		CHECK(!p[i]);
	q = uc_strdup("a name");
	CHECK(!strcmp(q, "a name"));
	uc_free(q);
	CHECK(PANICS(uc_free(q)));
	CHECK(PANICS(uc_free(uc_page_alloc_zero(2))));
	/* exhausted: an answer, and everything usable afterwards */
	for (void *m; (m = uc_malloc(1000)); list = m)
		*(void **)m = list;
	CHECK(!uc_malloc(1000) && !uc_realloc(p, 100000));
	while (list) {
		void *next = *(void **)list;
		uc_free(list);
		list = next;
	}
	CHECK((q = uc_malloc(1 << 20)) != NULL);
	uc_free(q);
	q = uc_realloc(p, 200000);
	CHECK(q && !q[299]);
	uc_free(q);
	printf("ok heap\n");
	return 0;
}
