/* SPDX-License-Identifier: BSD-3-Clause */
/* Physical pages. Callable from anywhere, interrupt handlers included. */
#ifndef UC_PAGE_H
#define UC_PAGE_H

/* 2^order contiguous pages, aligned to their size; direct-map address, content
 * undefined; NULL when memory is exhausted. order <= UC_PAGE_MAX_ORDER. */
#define UC_PAGE_MAX_ORDER 10
void *uc_page_alloc(unsigned order);
void *uc_page_alloc_zero(unsigned order);
void uc_page_free(void *page, unsigned order);

/* Reference counts of single pages that are shared (page cache, mappings). A
 * page from uc_page_alloc(0) has count 1; put frees at 0. */
void uc_page_get(void *page);
void uc_page_put(void *page);
unsigned uc_page_refs(const void *page);

struct uc_range;
/* Memory, mapped as the rest is, that was used for something else until now. */
void uc_page_add(struct uc_range r);
/* Pages by which the last range of memory may still grow, which begin at *at; and
 * that n of them, 1 at least, are there now. */
uint64_t uc_page_room(void **at);
void uc_page_extend(uint64_t n);

struct uc_page_stats {
	uint64_t total, free; /* pages */
};
void uc_page_stats(struct uc_page_stats *s);
#endif
