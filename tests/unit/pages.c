/* SPDX-License-Identifier: BSD-3-Clause */
/* The page allocator: alignment, no overlap, accounting, coalescing, exhaustion. */
#include "arena.h"

#define MOST 8192
static struct { char *p; unsigned order; } held[MOST];
static unsigned count;
static unsigned char owner[ARENA_SIZE / UC_PAGE_SIZE];

static bool in_zone(const char *p, size_t n)
{
	uint64_t pa = uc_phys(p);

	for (unsigned i = 0; i < uc_boot.mem_count; i++)
		if (pa >= uc_boot.mem[i].start && pa + n <= uc_boot.mem[i].end)
			return true;
	return false;
}

static bool take(unsigned order)
{
	char *p = uc_page_alloc(order);

	if (!p)
		return false;
	CHECK(count < MOST && !(uc_phys(p) & ((UC_PAGE_SIZE << order) - 1)));
	CHECK(in_zone(p, UC_PAGE_SIZE << order) && uc_page_refs(p) == 1);
	for (size_t i = 0; i < 1u << order; i++) {
		unsigned char *o = &owner[(p - arena) / UC_PAGE_SIZE + i];
		CHECK(!*o);
		*o = 1;
	}
	memset(p, 0xa5, UC_PAGE_SIZE << order);
	held[count].p = p;
	held[count++].order = order;
	return true;
}

static void give(unsigned i)
{
	memset(&owner[(held[i].p - arena) / UC_PAGE_SIZE], 0, 1u << held[i].order);
	uc_page_free(held[i].p, held[i].order);
	held[i] = held[--count];
}

int main(void)
{
	uint64_t all, largest[3] = {0};
	char *p;

	/* odd ends, a small one, and one too small for its own records */
	uc_boot.mem[0] = (struct uc_range){ARENA_BASE + 0x3000, ARENA_BASE + (9UL << 20) + 0x5000};
	uc_boot.mem[1] = (struct uc_range){ARENA_BASE + (10UL << 20), ARENA_BASE + (10UL << 20) + 0x1000};
	uc_boot.mem[2] = (struct uc_range){ARENA_BASE + (12UL << 20), ARENA_BASE + (31UL << 20)};
	uc_boot.mem_count = 3;
	uc_boot.mem_later = ARENA_BASE + (32UL << 20);
	uc_page_init();
	all = free_pages();
	CHECK(all > 7000 && all < 7200);
	for (int round = 0; round < 3; round++) {
		while (take(UC_PAGE_MAX_ORDER))
			largest[round]++;
		while (take(0))
			;
		CHECK(!free_pages() && !uc_page_alloc(3));
		while (count)
			give(unit_random() % count);
		CHECK(free_pages() == all);
		/* everything came together again */
		CHECK(largest[round] == largest[0]);
		for (int k = 0; k < 20000; k++) {
			if (unit_random() % 5 < 2 + (k / 1000) % 2 || !count) {
				unsigned order = unit_random() % 12;
				take(order > UC_PAGE_MAX_ORDER ? 0 : order / 2);
			} else {
				give(unit_random() % count);
			}
		}
		while (count)
			give(count - 1);
		CHECK(free_pages() == all);
	}
	p = uc_page_alloc_zero(1);
	for (int i = 0; i < 8192; i++)
		CHECK(!p[i]);
	CHECK(PANICS(uc_page_free(p, 0)));          /* another order */
	CHECK(PANICS(uc_page_free(p + 4096, 0)));   /* inside a block */
	uc_page_free(p, 1);
	CHECK(PANICS(uc_page_free(p, 1)));          /* twice */
	CHECK(PANICS(uc_page_free(arena, 0)));      /* nobody's */
	p = uc_page_alloc(0);
	uc_page_get(p);
	uc_page_put(p);
	CHECK(free_pages() == all - 1);
	uc_page_put(p);
	CHECK(free_pages() == all);
	uc_page_put(arena); /* outside: looks shared, is never freed */
	CHECK(uc_page_refs(arena) == 2 && free_pages() == all);

	/* memory that comes later, in two parts, follows what there was */
	CHECK(uc_page_room((void **)&p) == 256 && p == arena + (31UL << 20));
	while (take(0))
		;
	uc_page_extend(3);
	uc_boot.mem[2].end += 3 * UC_PAGE_SIZE;
	CHECK(free_pages() == 3 && uc_page_room((void **)&p) == 253 && take(1) && take(0) && !take(0));
	uc_page_extend(253);
	uc_boot.mem[2].end = uc_boot.mem_later;
	CHECK(free_pages() == 253 && !uc_page_room((void **)&p));
	while (count)
		give(count - 1);
	CHECK(free_pages() == all + 256 && take(8));

	/* and what was something else */
	uc_page_add((struct uc_range){ARENA_BASE + (11UL << 20), ARENA_BASE + (11UL << 20) + 0x20000});
	uc_page_add((struct uc_range){ARENA_BASE + (10UL << 20), ARENA_BASE + (10UL << 20) + 0x1000}); /* too small */
	CHECK(free_pages() == all + 31);
	give(0);
	CHECK(free_pages() == all + 256 + 31);
	uc_boot.mem[uc_boot.mem_count++] = (struct uc_range){ARENA_BASE + (11UL << 20), ARENA_BASE + (11UL << 20) + 0x20000};
	while (take(0))
		;
	CHECK(!free_pages());
	printf("ok pages\n");
	return 0;
}
