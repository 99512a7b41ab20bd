/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Two-level segregated fit (Masmano, Ripoll, Crespo, Real: "TLSF: a new dynamic
 * memory allocator for real-time systems", ECRTS 2004). Free blocks are on lists
 * by size: a power of two, and sixteen steps within it; two bitmaps find a list
 * that has a block. So allocating and freeing take no longer however many blocks
 * there are. Blocks come from regions of pages, which go back when all of a
 * region is free; the page allocator's time is bounded by its orders.
 */
#include <uc/allocator.h>
#include <uc/arch.h>
#include <uc/page.h>

#define GRAIN        16
#define STEPS_LOG    4
#define STEPS        (1 << STEPS_LOG)
#define SMALL_LOG    (STEPS_LOG + 4)     /* below 256 bytes each size has a list */
#define LEVELS       (12 + UC_PAGE_MAX_ORDER - SMALL_LOG + 2)
#define REGION_ORDER 4                   /* 64 KiB */
#define MAGIC        0x715f
#define USED         1
#define LAST         2                   /* the mark behind a region's blocks */

struct piece {
	uint32_t size; /* without the header; LAST: the region's order */
	uint16_t flags, magic;
	struct piece *before; /* NULL: the first of its region */
	struct uc_list node;  /* free ones; else the first bytes that are handed out */
};
#define HEADER offsetof(struct piece, node)
#define LARGEST ((UC_PAGE_SIZE << UC_PAGE_MAX_ORDER) - 2 * HEADER)

static struct uc_list free_lists[LEVELS][STEPS];
static uint32_t levels;        /* those with any block */
static uint16_t steps[LEVELS]; /* lists that are not empty */
static unsigned whole;         /* regions that are one free block */

static struct piece *behind(struct piece *b)
{
	return (struct piece *)((char *)b + HEADER + b->size);
}

static bool is_whole(struct piece *b)
{
	return !b->before && behind(b)->flags & LAST;
}

static unsigned log2_of(uint32_t n)
{
	return 31 - __builtin_clz(n);
}

static void place(uint32_t size, unsigned *level, unsigned *step)
{
	unsigned log = log2_of(size | 1);

	if (log < SMALL_LOG) {
		*level = 0;
		*step = size / GRAIN;
	} else {
		*level = log - SMALL_LOG + 1;
		*step = (size >> (log - STEPS_LOG)) & (STEPS - 1);
	}
}

static void list_piece(struct piece *b)
{
	unsigned level, step;

	place(b->size, &level, &step);
	b->flags = 0;
	if (!free_lists[level][step].next)
		uc_list_init(&free_lists[level][step]);
	uc_list_push(&free_lists[level][step], &b->node);
	levels |= 1u << level;
	steps[level] |= 1u << step;
	whole += is_whole(b);
}

static void unlist_piece(struct piece *b)
{
	unsigned level, step;

	place(b->size, &level, &step);
	whole -= is_whole(b);
	uc_list_remove(&b->node);
	if (uc_list_empty(&free_lists[level][step])) {
		steps[level] &= ~(1u << step);
		if (!steps[level])
			levels &= ~(1u << level);
	}
}

/* A free block of at least n bytes: any of the first list all of whose blocks
 * are that large. */
static struct piece *find_piece(uint32_t n)
{
	unsigned level, step;
	uint32_t map;

	if (n >= 1u << SMALL_LOG)
		n += (1u << (log2_of(n) - STEPS_LOG)) - 1;
	place(n, &level, &step);
	if (level >= LEVELS)
		return NULL;
	map = steps[level] & (~0u << step);
	if (!map) {
		map = levels & (~1u << level);
		if (!map)
			return NULL;
		level = __builtin_ctz(map);
		map = steps[level];
	}
	return UC_CONTAINER(free_lists[level][__builtin_ctz(map)].next, struct piece, node);
}

/* A new region as one block that is on no list. */
static struct piece *new_region(uint32_t n)
{
	unsigned least = 0, order = REGION_ORDER;
	struct piece *b = NULL, *last;

	while ((UC_PAGE_SIZE << least) - 2 * HEADER < n)
		least++;
	for (order = UC_MAX(order, least); !b; order--) {
		b = uc_page_alloc(order);
		if (b || order == least)
			break;
	}
	if (!b)
		return NULL;
	*b = (struct piece){.size = (UC_PAGE_SIZE << order) - 2 * HEADER, .magic = MAGIC};
	last = behind(b);
	last->size = order;
	last->flags = USED | LAST;
	last->magic = MAGIC;
	last->before = b;
	return b;
}

void *uc_heap_alloc(size_t n)
{
	struct piece *b, *rest;
	unsigned long f;

	if (n > LARGEST)
		return NULL;
	n = UC_MAX(UC_ALIGN_UP(n, (size_t)GRAIN), sizeof b->node);
	f = uc_irq_save();
	b = find_piece(n);
	if (b)
		unlist_piece(b);
	else
		b = new_region(n);
	if (b && b->size - n >= HEADER + sizeof b->node) {
		rest = (struct piece *)((char *)b + HEADER + n);
		*rest = (struct piece){.size = b->size - n - HEADER, .magic = MAGIC, .before = b};
		behind(b)->before = rest;
		b->size = n;
		list_piece(rest);
	}
	if (b)
		b->flags = USED;
	uc_irq_restore(f);
	return b ? &b->node : NULL;
}

static struct piece *block_of(void *p)
{
	struct piece *b = UC_CONTAINER(p, struct piece, node);

	if ((uintptr_t)p % GRAIN || b->magic != MAGIC || b->flags & LAST)
		uc_panic("uc_free: %p is not from the heap", p);
	if (!(b->flags & USED))
		uc_panic("uc_free: %p is freed twice", p);
	return b;
}

/* Makes b and the free block behind it one. */
static struct piece *join(struct piece *b, struct piece *with)
{
	b->size += HEADER + with->size;
	with->magic = 0;
	behind(b)->before = b;
	return b;
}

void uc_heap_free(void *p)
{
	struct piece *b, *other;
	unsigned long f;

	if (!p)
		return;
	f = uc_irq_save();
	b = block_of(p);
	b->flags = 0;
	other = behind(b);
	if (!(other->flags & USED)) {
		unlist_piece(other);
		join(b, other);
	}
	other = b->before;
	if (other && !(other->flags & USED)) {
		unlist_piece(other);
		b = join(other, b);
	}
	/* one region stays, against freeing and allocating in turns */
	if (is_whole(b) && (whole || behind(b)->size > REGION_ORDER)) {
		b->magic = 0;
		uc_page_free(b, behind(b)->size);
	} else {
		list_piece(b);
	}
	uc_irq_restore(f);
}

size_t uc_heap_room(void *p)
{
	return block_of(p)->size;
}
