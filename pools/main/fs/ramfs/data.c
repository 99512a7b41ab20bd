/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/heap.h>
#include <uc/page.h>
#include "internal.h"

#define BITS 6
#define WAYS (1u << BITS)

struct node {
	void *slot[WAYS];
};

static bool fits(const struct data *d, uint64_t index)
{
	return d->height * BITS >= 64 || !(index >> d->height * BITS);
}

void *uc_data_page(struct data *d, uint64_t index)
{
	void *p = d->root;

	if (!fits(d, index))
		return NULL;
	for (unsigned h = d->height; h && p; h--)
		p = ((struct node *)p)->slot[index >> (h - 1) * BITS & (WAYS - 1)];
	return p;
}

/* Where the page of index belongs; NULL when memory is exhausted. */
static void **place(struct data *d, uint64_t index)
{
	while (!fits(d, index)) {
		struct node *n = d->root ? uc_zalloc(sizeof *n) : NULL;
		if (d->root && !n)
			return NULL;
		if (n) {
			n->slot[0] = d->root;
			d->root = n;
		}
		d->height++;
	}
	void **p = &d->root;
	for (unsigned h = d->height; h; h--) {
		if (!*p && !(*p = uc_zalloc(sizeof(struct node))))
			return NULL;
		p = &((struct node *)*p)
			     ->slot[index >> (h - 1) * BITS & (WAYS - 1)];
	}
	return p;
}

/* A file may take memory as long as a little is left to work with. */
static bool may_grow(void)
{
	struct uc_page_stats s;

	uc_page_stats(&s);
	return s.free > UC_MIN(s.total / 32, 1024) + 8;
}

void *uc_data_make(struct data *d, uint64_t index)
{
	void **p = place(d, index);
	uint64_t off = index * UC_PAGE_SIZE;
	size_t n = 0;

	if (!p || *p)
		return p ? *p : NULL;
	if (!may_grow())
		return NULL;
	char *page = uc_page_alloc(0);
	if (!page)
		return NULL;
	if (off < d->base_len) {
		n = UC_MIN(d->base_len - off, UC_PAGE_SIZE);
		memcpy(page, d->base + off, n);
	}
	memset(page + n, 0, UC_PAGE_SIZE - n);
	d->pages++;
	return *p = page;
}

/* Frees what lies at or above index from in p, a tree of height h; true if
 * nothing is left. Recursion is as deep as the tree is high: 9 at most. */
static bool prune(struct data *d, void *p, unsigned h, uint64_t from)
{
	bool empty = true;

	if (!p)
		return true;
	if (!h) {
		if (from)
			return false;
		uc_page_put(p);
		d->pages--;
		return true;
	}
	struct node *n = p;
	uint64_t span = (uint64_t)1 << (h - 1) * BITS;
	for (uint64_t i = 0; i < WAYS; i++) {
		if (from < (i + 1) * span &&
		    prune(d, n->slot[i], h - 1, from > i * span ? from - i * span : 0))
			n->slot[i] = NULL;
		empty &= !n->slot[i];
	}
	if (empty)
		uc_free(n);
	return empty;
}

void uc_data_truncate(struct data *d, uint64_t size)
{
	if (size < d->size) {
		uint64_t end = UC_ALIGN_UP(size, UC_PAGE_SIZE) / UC_PAGE_SIZE;

		if (prune(d, d->root, d->height, end)) {
			d->root = NULL;
			d->height = 0;
		}
		d->base_len = UC_MIN(d->base_len, size);
		/* what a later growth shows must be zeros */
		char *tail = uc_data_page(d, size / UC_PAGE_SIZE);
		size_t o = size % UC_PAGE_SIZE;
		if (o && tail)
			memset(tail + o, 0, UC_PAGE_SIZE - o);
	}
	d->size = size;
}
