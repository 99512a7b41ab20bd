/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Kernel stacks of threads. They have addresses of their own, so that the page
 * below each can be unmapped: running over a stack is a fault there, not a change
 * of what happens to lie below. (The first thread's is in the image.)
 */
#include <sys/mman.h>
#include <uc/page.h>
#include <uc/sched.h>

#define PAGES  (UC_KSTACK_SIZE / UC_PAGE_SIZE)
#define ORDER  __builtin_ctzl(PAGES)
#define STRIDE (UC_KSTACK_SIZE + UC_PAGE_SIZE)
#define KEPT   8 /* free ones that stay mapped, for threads that come and go */

static uintptr_t lowest = UC_KSTACKS + UC_PAGE_SIZE; /* none below is free */
static void *kept; /* a list through the lowest words */
static unsigned kept_count;

/* The first n pages; their memory. */
static void *unmap(uintptr_t base, unsigned n)
{
	uint64_t first = UC_PT_NONE;

	uc_pt_hold();
	while (n--)
		first = uc_pt_unmap(base + n * UC_PAGE_SIZE);
	uc_pt_release();
	return uc_direct(first);
}

static bool map(uintptr_t base, void *memory)
{
	unsigned n = 0;
	int r = 0;

	uc_pt_hold();
	for (; n < PAGES && !r; n += !r)
		r = uc_pt_map(base + n * UC_PAGE_SIZE, uc_phys(memory) + n * UC_PAGE_SIZE,
			      PROT_READ | PROT_WRITE);
	uc_pt_release();
	if (r && n)
		unmap(base, n);
	return !r;
}

void *uc_kstack_alloc(void)
{
	void *memory, *base = kept;

	if (base) {
		kept = *(void **)base;
		kept_count--;
		return base;
	}
	memory = uc_page_alloc(ORDER);
	if (!memory)
		return NULL;
	while (uc_pt_lookup(lowest, NULL, NULL) != UC_PT_NONE)
		lowest += STRIDE;
	if (!map(lowest, memory)) {
		uc_page_free(memory, ORDER);
		return NULL;
	}
	lowest += STRIDE;
	return (void *)(lowest - STRIDE);
}

void uc_kstack_free(void *base)
{
	if (kept_count < KEPT) {
		*(void **)base = kept;
		kept = base;
		kept_count++;
		return;
	}
	uc_page_free(unmap((uintptr_t)base, PAGES), ORDER);
	lowest = UC_MIN(lowest, (uintptr_t)base);
}
