/* SPDX-License-Identifier: BSD-3-Clause */
/* A disk's pages: some stay with it while they are idle. Its device may read all of
 * them: so nothing is in them that was there before. */
#include <uc/heap.h>
#include <uc/page.h>
#include "internal.h"

#define KEEP (2 * UC_BLOCK_PAGES)

struct uc_block_page *uc_block_page_get(struct uc_block *b)
{
	struct uc_block_page *p = b->idle;

	if (p) {
		b->idle = p->next;
		b->idle_count--;
		return p;
	}
	p = uc_zalloc(sizeof *p);
	if (p && !(p->data = uc_page_alloc_zero(0))) {
		uc_free(p);
		return NULL;
	}
	return p;
}

void uc_block_page_put(struct uc_block *b, struct uc_block_page *p)
{
	if (b->idle_count < KEEP) {
		p->next = b->idle;
		b->idle = p;
		b->idle_count++;
		return;
	}
	if (b->ops->forget && !b->ops->forget(b, p))
		return;
	uc_page_free(p->data, 0);
	uc_free(p);
}
