/* SPDX-License-Identifier: BSD-3-Clause */
/* Kernel heap: 16-byte aligned, any size; callable from interrupt handlers. */
#ifndef UC_HEAP_H
#define UC_HEAP_H
void *uc_malloc(size_t n);            /* NULL: exhausted */
void *uc_zalloc(size_t n);            /* zeroed */
void *uc_calloc(size_t n, size_t m);  /* NULL also on overflow */
void *uc_realloc(void *p, size_t n);
void uc_free(void *p);                /* NULL is fine */
char *uc_strdup(const char *s);
#endif
