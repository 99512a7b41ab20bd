/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * xl mem-set (Xen, docs/misc/xenstore-paths: memory/). A domain that was started
 * with less than its maximum finds all of that in its memory map, and has to
 * give the difference back before it uses it. What was given back is remembered
 * by blocks: as large ones as can be had, for the sake of large pages.
 */
#include <uc/heap.h>
#include <uc/page.h>
#include <uc/thread.h>
#include <uc/timer.h>
#include <uc/xen/hypercall.h>
#include <uc/xen/store.h>
#include <xen/memory.h>

#define LARGE 9            /* order of a block: 2 MiB */
#define RETRY 2000000000UL /* ns, when memory was short, ours or Xen's */
#define KIB_A_PAGE (UC_PAGE_SIZE / 1024)
#define KIB_MAX    (1UL << 40)
/* What an application is left with in any case: little, as a domain that uses what
 * it should have given back is ended. */
#define LEAVE(total) ((total) / 64)

struct block {
	struct block *next;
	void *page;
	unsigned order;
};
static struct block *given;
static uint64_t given_pages, wanted_pages;
static bool told;
static struct uc_waitq changed = UC_WAITQ_INIT(changed);

static bool reservation(unsigned op, const void *page, unsigned order)
{
	xen_pfn_t frame = uc_xen_frame(page);
	struct xen_memory_reservation r = {
		.nr_extents = 1, .extent_order = order, .domid = DOMID_SELF,
	};

	set_xen_guest_handle(r.extent_start, &frame);
	return uc_xen_memory_op(op, &r) == 1;
}

static bool give(unsigned order)
{
	struct uc_page_stats st;
	struct block *b;

	uc_page_stats(&st);
	if (st.free < LEAVE(st.total) + (1UL << order) || !(b = uc_malloc(sizeof *b)))
		return false;
	b->order = order;
	b->page = uc_page_alloc(order);
	if (b->page && reservation(XENMEM_decrease_reservation, b->page, order)) {
		b->next = given;
		given = b;
		given_pages += 1UL << order;
		return true;
	}
	if (b->page)
		uc_page_free(b->page, order);
	uc_free(b);
	return false;
}

/* Xen may have the memory, but not in one piece. */
static bool populate(const struct block *b)
{
	unsigned i;

	if (reservation(XENMEM_populate_physmap, b->page, b->order))
		return true;
	for (i = 0; b->order && i < 1u << b->order; i++)
		if (!reservation(XENMEM_populate_physmap, (char *)b->page + i * UC_PAGE_SIZE, 0))
			break;
	if (b->order && i == 1u << b->order)
		return true;
	while (b->order && i--)
		reservation(XENMEM_decrease_reservation, (char *)b->page + i * UC_PAGE_SIZE, 0);
	return false;
}

static bool take(void)
{
	struct block *b = given;

	if (!b || !populate(b))
		return false;
	given = b->next;
	given_pages -= 1UL << b->order;
	uc_page_free(b->page, b->order);
	uc_free(b);
	return true;
}

static bool step(void)
{
	if (given_pages < wanted_pages)
		return (wanted_pages - given_pages >= 1UL << LARGE && give(LARGE)) || give(0);
	/* a large block is kept while a part of it is to stay away */
	return given && given_pages - wanted_pages >= 1UL << given->order && take();
}

static bool done(void)
{
	return given_pages == wanted_pages ||
	       (given_pages > wanted_pages && given && given_pages - wanted_pages < 1UL << given->order);
}

static uint64_t read_pages(const char *path, uint64_t otherwise)
{
	uint64_t kib;

	return uc_xenstore_read_number(UC_XENSTORE_NO_TX, path, KIB_MAX, &kib) ? otherwise
										: kib / KIB_A_PAGE;
}

static void look(struct uc_xenstore_watch *w)
{
	uint64_t target = read_pages(w->path, 0);
	uint64_t most = read_pages("memory/static-max", target);

	if (target) {
		wanted_pages = most > target ? most - target : 0;
		told = true;
		uc_wake(&changed, -1, 0);
	}
}

static void balloon(void *arg)
{
	static struct uc_xenstore_watch watch = {.path = "memory/target", .fn = look};

	(void)arg;
	if (uc_xenstore_watch(&watch))
		return;
	for (;;) {
		uc_wait_until(&changed, told, done() ? UINT64_MAX : uc_monotonic() + RETRY, false);
		told = false;
		while (!done() && step())
			uc_yield();
	}
}

static void init(void)
{
	if (!uc_thread_kernel("balloon", balloon, NULL))
		uc_panic("no memory for the balloon thread");
}
UC_INIT(UC_INIT_LATE, init);

/* The platform's list of what every image has names this. */
const char uc_xen_balloon;
