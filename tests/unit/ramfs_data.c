/* SPDX-License-Identifier: BSD-3-Clause */
/* A file's bytes against a plain array: writes, holes, truncations, a base. */
#include "unit.h"
#include <pthread.h>
#include <signal.h>
void *malloc(size_t), *calloc(size_t, size_t), *aligned_alloc(size_t, size_t);
void free(void *);
struct uc_context { uint64_t ksp; };
#include "../../pools/main/fs/ramfs/data.c"

#define MOST (300 * 4096)
static uint64_t live;
void *uc_zalloc(size_t n) { return calloc(1, n); }
void uc_free(void *p) { free(p); }
void *uc_page_alloc(unsigned order) { live++; return aligned_alloc(4096, 4096u << order); }
void uc_page_put(void *p) { live--; free(p); }
void uc_page_stats(struct uc_page_stats *s) { s->total = s->free = 1 << 20; }

static unsigned char model[MOST], base[50 * 4096 + 77];

static void compare(struct data *d)
{
	for (uint64_t off = 0; off < d->size; off++) {
		unsigned char *page = uc_data_page(d, off / 4096);
		unsigned char c = page ? page[off % 4096]
				  : off < d->base_len ? (unsigned char)d->base[off] : 0;
		CHECK(c == model[off]);
	}
	CHECK(live == d->pages);
}

static void round_of(unsigned seed)
{
	struct data d = {0};

	memset(model, 0, sizeof model);
	if (seed % 2) {
		d.base = (char *)base;
		d.base_len = d.size = sizeof base;
		memcpy(model, base, sizeof base);
	}
	for (int k = 0; k < 200; k++) {
		uint64_t off = unit_random() % (MOST - 4096);
		if (unit_random() % 4 == 0) {
			if (off < d.size)
				memset(model + off, 0, d.size - off);
			uc_data_truncate(&d, off);
		} else {
			size_t n = unit_random() % (4096 - off % 4096) + 1;
			unsigned char *p = uc_data_make(&d, off / 4096);
			CHECK(p);
			memset(p + off % 4096, k + 1, n);
			memset(model + off, k + 1, n);
			if (off + n > d.size)
				d.size = off + n;
		}
	}
	compare(&d);
	/* far away: the tree is high, not wide */
	d.size = (uint64_t)1 << 62;
	CHECK(uc_data_make(&d, d.size / 4096 - 1));
	CHECK(uc_data_page(&d, d.size / 4096 - 1) && !uc_data_page(&d, d.size / 8192));
	uc_data_truncate(&d, 0);
	CHECK(!live && !d.root && !d.pages);
}

int main(void)
{
	for (size_t i = 0; i < sizeof base; i++)
		base[i] = i * 31 + i / 4096;
	for (unsigned seed = 0; seed < 60; seed++)
		round_of(seed);
	return 0;
}
