/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * xl mem-set (Xen, docs/misc/xenstore-paths: memory/). A domain that was started
 * with less than its maximum finds all of that in its memory map, and has to
 * give the difference back before it uses it; a paravirtualised one finds what
 * is there. What was given back is remembered by blocks: as large ones as can be
 * had, for the sake of large pages.
 */
#include <uc/heap.h>
#include <uc/page.h>
#include <uc/thread.h>
#include <uc/timer.h>
#include <uc/xen/memory.h>
#include <uc/xen/store.h>

#define LARGE UC_XEN_MEMORY_ORDER
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
static uint64_t absent; /* pages of the maximum that never were here */
static bool told;
static struct uc_waitq changed = UC_WAITQ_INIT(changed);

static bool give(unsigned order)
{
	struct uc_page_stats st;
	struct block *b;

	uc_page_stats(&st);
	if (st.free < LEAVE(st.total) + (1UL << order) || !(b = uc_malloc(sizeof *b)))
		return false;
	b->order = order;
	b->page = uc_page_alloc(order);
	if (b->page && uc_xen_plat_give(b->page, order)) {
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

static uint64_t away(void)
{
	return given_pages + absent;
}

/* What was given back; a large block stays away while a part of it is to. */
static bool can_return(uint64_t n)
{
	return given && n >= 1UL << given->order;
}

static bool take_back(void)
{
	struct block *b = given;

	if (!uc_xen_plat_take(b->page, b->order))
		return false;
	given = b->next;
	given_pages -= 1UL << b->order;
	uc_page_free(b->page, b->order);
	uc_free(b);
	return true;
}

/* What was never there comes behind the end of memory. */
static bool can_extend(void)
{
	void *at;

	return absent && uc_page_room(&at);
}

static bool extend(uint64_t n)
{
	void *at;
	uint64_t most = UC_MIN(n, uc_page_room(&at));
	unsigned order = most >= 1UL << LARGE && !((uintptr_t)at & ((UC_PAGE_SIZE << LARGE) - 1)) ? LARGE : 0;

	if (!uc_xen_plat_take(at, order))
		return false;
	absent -= UC_MIN(absent, 1UL << order);
	uc_page_extend(1UL << order);
	return true;
}

static bool step(void)
{
	uint64_t now = away(), more = now - wanted_pages;

	if (now < wanted_pages)
		return (wanted_pages - now >= 1UL << LARGE && give(LARGE)) || give(0);
	return can_return(more) ? take_back() : can_extend() && extend(more);
}

static bool done(void)
{
	uint64_t now = away();

	return now == wanted_pages || (now > wanted_pages && !can_return(now - wanted_pages) && !can_extend());
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
	/* a device model's, which the target is without (Xen, libxl_internal.h) */
	uint64_t video = read_pages("memory/videoram", 0);
	uint64_t most = read_pages("memory/static-max", target + video);

	static bool before;

	most -= UC_MIN(most, video);
	if (target) {
		if (!before && uc_xen_boot.pages && most > uc_xen_boot.pages)
			absent = most - uc_xen_boot.pages;
		before = true;
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
