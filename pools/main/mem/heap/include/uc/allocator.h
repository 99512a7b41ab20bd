/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Between mem/heap and the library that provides heap-allocator. Without checks
 * what the allocator defines is uc_malloc and uc_free themselves. All three may
 * be called from interrupt handlers; results are 16-byte aligned.
 */
#ifndef UC_ALLOCATOR_H
#define UC_ALLOCATOR_H
#include <uc/config.h>
#include <uc/heap.h>

#ifndef CONFIG_MEM_HEAP_CHECKS
#define uc_heap_alloc uc_malloc
#define uc_heap_free  uc_free
#endif
void *uc_heap_alloc(size_t n); /* NULL: exhausted, or larger than possible */
void uc_heap_free(void *p);    /* NULL is fine; panics at what is not allocated */
size_t uc_heap_room(void *p);  /* how much fits into p; panics likewise */
#endif
