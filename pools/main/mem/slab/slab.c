/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Size classes over slabs of pages. A slab begins with its header and is
 * aligned to its size, so that an object finds it by its address; what is
 * larger than a class is a block of pages with the same header.
 */
#include <uc/allocator.h>
#include <uc/arch.h>
#include <uc/page.h>

#define ALIGN      16
#define SLAB_ORDER 2 /* 16 KiB */
#define SLAB_SIZE  (UC_PAGE_SIZE << SLAB_ORDER)
#define MAGIC      0x51ab51ab

struct slab {
	uint32_t magic;
	uint16_t class, used;
	uint32_t order, fresh; /* fresh: offset of what was never handed out */
	void *free;
	struct uc_list node; /* on the class's list while it has room */
};
#define HEADER UC_ALIGN_UP(sizeof(struct slab), (size_t)ALIGN)

static const uint16_t sizes[] = {16, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1360, 2048, 2720, 4064};
#define CLASSES UC_ARRAY_SIZE(sizes)
#define LARGE   0xffff
static struct uc_list room[CLASSES];
static struct slab *spare; /* one empty slab, against freeing and taking in turns */

static unsigned class_of(size_t n)
{
	unsigned c = 0;

	while (sizes[c] < n)
		c++;
	return c;
}

static struct slab *slab_of(void *p)
{
	struct slab *s = (void *)UC_ALIGN_DOWN((uintptr_t)p, SLAB_SIZE);

	/* A large block's object lies in its first slab-sized piece. */
	if (s->magic != MAGIC)
		uc_panic("uc_free: %p is not from the heap", p);
	return s;
}

static void *large(size_t n)
{
	unsigned order = SLAB_ORDER;
	struct slab *s;

	if (n > (UC_PAGE_SIZE << UC_PAGE_MAX_ORDER) - HEADER)
		return NULL;
	while ((UC_PAGE_SIZE << order) < n + HEADER)
		order++;
	s = uc_page_alloc(order);
	if (!s)
		return NULL;
	s->magic = MAGIC;
	s->class = LARGE;
	s->order = order;
	return (char *)s + HEADER;
}

static struct slab *new_slab(unsigned class)
{
	struct slab *s = spare;

	spare = NULL;
	if (!s)
		s = uc_page_alloc(SLAB_ORDER);
	if (!s)
		return NULL;
	s->magic = MAGIC;
	s->class = class;
	s->used = 0;
	s->fresh = HEADER;
	s->free = NULL;
	uc_list_push(&room[class], &s->node);
	return s;
}

void *uc_heap_alloc(size_t n)
{
	unsigned long f;
	struct slab *s;
	unsigned c;
	void *p;

	if (n > sizes[CLASSES - 1])
		return large(n);
	c = class_of(n);
	f = uc_irq_save();
	if (!room[c].next)
		uc_list_init(&room[c]);
	s = uc_list_empty(&room[c]) ? new_slab(c) : UC_CONTAINER(room[c].next, struct slab, node);
	if (!s) {
		uc_irq_restore(f);
		return NULL;
	}
	p = s->free;
	if (p) {
		s->free = *(void **)p;
	} else {
		p = (char *)s + s->fresh;
		s->fresh += sizes[c];
	}
	s->used++;
	if (!s->free && s->fresh + sizes[c] > SLAB_SIZE)
		uc_list_remove(&s->node);
	uc_irq_restore(f);
	return p;
}

void uc_heap_free(void *p)
{
	unsigned long f;
	struct slab *s;

	if (!p)
		return;
	s = slab_of(p);
	if (s->class == LARGE) {
		s->magic = 0;
		uc_page_free(s, s->order);
		return;
	}
	f = uc_irq_save();
	if (!s->used || s->free == p)
		uc_panic("uc_free: %p is freed twice", p);
	if (!s->free && s->fresh + sizes[s->class] > SLAB_SIZE)
		uc_list_push(&room[s->class], &s->node);
	*(void **)p = s->free;
	s->free = p;
	if (!--s->used) {
		uc_list_remove(&s->node);
		if (!spare) {
			spare = s;
		} else {
			s->magic = 0;
			uc_page_free(s, SLAB_ORDER);
		}
	}
	uc_irq_restore(f);
}

size_t uc_heap_room(void *p)
{
	struct slab *s = slab_of(p);

	return s->class == LARGE ? (UC_PAGE_SIZE << s->order) - HEADER : sizes[s->class];
}
