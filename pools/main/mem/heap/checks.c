/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A layer over the allocator that finds writes outside of blocks and into freed
 * ones: [header, red zone] block [red zone]. Freed blocks wait in a queue, full
 * of poison, until others have pushed them out.
 */
#include <uc/allocator.h>
#include <uc/arch.h>

#ifdef CONFIG_MEM_HEAP_CHECKS
#define ZONE   16
#define FENCE  0xfd
#define POISON 0x6b
#define FRESH  0x5a
#define LIVE   0x6c697665u
#define FREED  0x66726565u
#define QUEUE  64         /* freed blocks that wait */
#define LARGEST 65536UL   /* larger ones do not */

struct checked {
	uint32_t state, pad;
	size_t size;
	void *allocated, *freed; /* who */
	uint8_t zone[ZONE];
};

static struct checked *queue[QUEUE];
static unsigned next_in_queue;

static uint8_t *payload(struct checked *b)
{
	return (uint8_t *)(b + 1);
}

static void fences(struct checked *b, const char *doing)
{
	const uint8_t *behind = payload(b) + b->size;

	for (unsigned i = 0; i < ZONE; i++) {
		if (b->zone[i] != FENCE)
			uc_panic("%s: %p of %zu bytes: written %u bytes before it (allocated at %p)", doing,
				 (void *)payload(b), b->size, ZONE - i, b->allocated);
		if (behind[i] != FENCE)
			uc_panic("%s: %p of %zu bytes: written %u bytes behind it (allocated at %p)", doing,
				 (void *)payload(b), b->size, i + 1, b->allocated);
	}
}

static struct checked *block_of(void *p, const char *doing)
{
	struct checked *b = (struct checked *)p - 1;

	if (b->state == FREED)
		uc_panic("%s: %p is freed twice (first at %p)", doing, p, b->freed);
	if (b->state != LIVE)
		uc_panic("%s: %p is not from the heap", doing, p);
	fences(b, doing);
	return b;
}

static void *allocate(size_t n, void *by)
{
	struct checked *b;

	if (n > SIZE_MAX - sizeof *b - ZONE)
		return NULL;
	b = uc_heap_alloc(sizeof *b + n + ZONE);
	if (!b)
		return NULL;
	*b = (struct checked){.state = LIVE, .size = n, .allocated = by};
	memset(b->zone, FENCE, ZONE);
	memset(payload(b), FRESH, n);
	memset(payload(b) + n, FENCE, ZONE);
	return payload(b);
}

static void leave(struct checked *b)
{
	const uint8_t *p = payload(b);

	fences(b, "kernel heap");
	for (size_t i = 0; i < b->size; i++)
		if (p[i] != POISON)
			uc_panic("kernel heap: %p of %zu bytes: written at %zu after it was freed at %p", (const void *)p,
				 b->size, i, b->freed);
	b->state = 0;
	uc_heap_free(b);
}

static void release(void *p, void *by)
{
	struct checked *b = block_of(p, "uc_free"), *old;
	unsigned long f;

	b->state = FREED;
	b->freed = by;
	memset(p, POISON, b->size);
	old = b;
	if (b->size <= LARGEST) {
		f = uc_irq_save();
		old = queue[next_in_queue];
		queue[next_in_queue] = b;
		next_in_queue = (next_in_queue + 1) % QUEUE;
		uc_irq_restore(f);
	}
	if (old)
		leave(old);
}

void *uc_malloc(size_t n)
{
	return allocate(n, __builtin_return_address(0));
}

void uc_free(void *p)
{
	if (p)
		release(p, __builtin_return_address(0));
}

void *uc_realloc(void *p, size_t n)
{
	void *by = __builtin_return_address(0), *q = allocate(n, by);

	if (p && q) {
		memcpy(q, p, UC_MIN(n, block_of(p, "uc_realloc")->size));
		release(p, by);
	}
	return q;
}
#endif
