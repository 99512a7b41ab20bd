/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_BLOCK_INTERNAL_H
#define UC_BLOCK_INTERNAL_H
#include <uc/block.h>

/* page.c; NULL: no memory. */
struct uc_block_page *uc_block_page_get(struct uc_block *b);
void uc_block_page_put(struct uc_block *b, struct uc_block_page *p);
#endif
