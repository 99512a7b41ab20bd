/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Buddy allocator. A zone is one range of memory; its records (8 bytes a page)
 * lie at its start. Nothing is set up in advance: pages above `fresh` have
 * never been handed out, and enter the free lists a block at a time, so that
 * boot costs the same for any amount of memory.
 */
#include <uc/arch.h>
#include <uc/page.h>
#include <uc/plat.h>

#define ZONES 32
/* In record.state: what begins here, of this order; 0 inside a block. */
#define FREE  0x80
#define TAKEN 0x40

struct record {
	uint32_t refs;
	uint8_t state;
	uint8_t pad[3];
};
struct zone {
	uint64_t first, fresh, end, most; /* page frame numbers */
	struct record *records;
};
struct block {
	struct uc_list node;
};

static struct zone zones[ZONES];
static unsigned zone_count;
static struct zone *last; /* of those that memory began with; NULL: nothing of it is used */
static struct uc_list lists[UC_PAGE_MAX_ORDER + 1];
static uint64_t total, avail;

static struct zone *zone_of(uint64_t pfn)
{
	for (unsigned i = 0; i < zone_count; i++)
		if (pfn >= zones[i].first && pfn < zones[i].end)
			return &zones[i];
	return NULL;
}

static struct record *record(const struct zone *z, uint64_t pfn)
{
	return &z->records[pfn - z->first];
}

static void *address(uint64_t pfn)
{
	return uc_direct(pfn << UC_PAGE_SHIFT);
}

static uint64_t frame(const void *p)
{
	return uc_phys(p) >> UC_PAGE_SHIFT;
}

static void insert(struct zone *z, uint64_t pfn, unsigned order)
{
	struct block *b = address(pfn);

	record(z, pfn)->state = FREE | order;
	uc_list_push(&lists[order], &b->node);
}

/* Takes the largest aligned block at z->fresh into the free lists. */
static bool grow(struct zone *z)
{
	unsigned order = UC_PAGE_MAX_ORDER;
	uint64_t pfn = z->fresh;

	if (pfn == z->end)
		return false;
	while (pfn & ((1UL << order) - 1) || pfn + (1UL << order) > z->end)
		order--;
	uc_cpu_reach(record(z, pfn), sizeof(struct record) << order);
	uc_cpu_reach(address(pfn), UC_PAGE_SIZE << order);
	memset(record(z, pfn), 0, sizeof(struct record) << order);
	z->fresh = pfn + (1UL << order);
	insert(z, pfn, order);
	return true;
}

static bool refill(unsigned order)
{
	bool any = false;

	for (unsigned i = 0; i < zone_count; i++)
		while (grow(&zones[i])) {
			any = true;
			for (unsigned o = order; o <= UC_PAGE_MAX_ORDER; o++)
				if (!uc_list_empty(&lists[o]))
					return true;
		}
	return any;
}

/* later: where it may end one day. One that is too small for its records, or one
 * too many, is left alone. */
static struct zone *add(struct uc_range r, uint64_t later)
{
	struct zone *z = &zones[zone_count];
	uint64_t first = r.start >> UC_PAGE_SHIFT, end = r.end >> UC_PAGE_SHIFT;
	uint64_t most = UC_MAX(end, later >> UC_PAGE_SHIFT);
	uint64_t own = UC_ALIGN_UP((most - first) * sizeof(struct record), UC_PAGE_SIZE) >> UC_PAGE_SHIFT;

	if (zone_count == ZONES || end - first <= own)
		return NULL;
	*z = (struct zone){first + own, first + own, end, most, address(first)};
	total += end - z->first;
	avail += end - z->first;
	zone_count++;
	return z;
}

void uc_page_init(void)
{
	for (unsigned o = 0; o <= UC_PAGE_MAX_ORDER; o++)
		uc_list_init(&lists[o]);
	for (unsigned i = 0; i < uc_boot.mem_count; i++)
		last = add(uc_boot.mem[i], i + 1 == uc_boot.mem_count ? uc_boot.mem_later : 0);
}

void uc_page_add(struct uc_range r)
{
	unsigned long f = uc_irq_save();

	add(r, 0);
	uc_irq_restore(f);
}

void *uc_page_alloc(unsigned order)
{
	unsigned long f = uc_irq_save();
	unsigned o = order;
	struct record *r;
	struct zone *z;
	uint64_t pfn;

	uc_assert(order <= UC_PAGE_MAX_ORDER);
	for (;; o = order) {
		while (o <= UC_PAGE_MAX_ORDER && uc_list_empty(&lists[o]))
			o++;
		if (o <= UC_PAGE_MAX_ORDER)
			break;
		if (!refill(order)) {
			uc_irq_restore(f);
			return NULL;
		}
	}
	pfn = frame(lists[o].next);
	uc_list_remove(lists[o].next);
	z = zone_of(pfn);
	while (o > order) {
		o--;
		insert(z, pfn + (1UL << o), o);
	}
	r = record(z, pfn);
	r->state = TAKEN | order;
	r->refs = 1;
	avail -= 1UL << order;
	uc_irq_restore(f);
	return address(pfn);
}

void *uc_page_alloc_zero(unsigned order)
{
	void *p = uc_page_alloc(order);

	if (p)
		memset(p, 0, UC_PAGE_SIZE << order);
	return p;
}

void uc_page_free(void *page, unsigned order)
{
	unsigned long f = uc_irq_save();
	uint64_t pfn = frame(page);
	struct zone *z = zone_of(pfn);

	if (!z || record(z, pfn)->state != (TAKEN | order))
		uc_panic("uc_page_free: %p of order %u is not allocated", page, order);
	avail += 1UL << order;
	record(z, pfn)->refs = 0;
	record(z, pfn)->state = 0;
	for (; order < UC_PAGE_MAX_ORDER; order++) {
		uint64_t buddy = pfn ^ (1UL << order);

		if (buddy < z->first || buddy + (1UL << order) > z->fresh ||
		    record(z, buddy)->state != (FREE | order))
			break;
		record(z, buddy)->state = 0;
		uc_list_remove(&((struct block *)address(buddy))->node);
		pfn = UC_MIN(pfn, buddy);
	}
	insert(z, pfn, order);
	uc_irq_restore(f);
}

/* Pages outside the zones (the initrd's, used in place) are never freed: they
 * look shared. */
void uc_page_get(void *page)
{
	uint64_t pfn = frame(page);
	struct zone *z = zone_of(pfn);

	if (z)
		__atomic_add_fetch(&record(z, pfn)->refs, 1, __ATOMIC_RELAXED);
}

void uc_page_put(void *page)
{
	uint64_t pfn = frame(page);
	struct zone *z = zone_of(pfn);

	if (z && !__atomic_sub_fetch(&record(z, pfn)->refs, 1, __ATOMIC_RELAXED))
		uc_page_free(page, 0);
}

unsigned uc_page_refs(const void *page)
{
	uint64_t pfn = frame(page);
	struct zone *z = zone_of(pfn);

	return z ? record(z, pfn)->refs : 2;
}

uint64_t uc_page_room(void **at)
{
	if (!last)
		return 0;
	*at = address(last->end);
	return last->most - last->end;
}

void uc_page_extend(uint64_t n)
{
	unsigned long f = uc_irq_save();

	last->end += n;
	total += n;
	avail += n;
	uc_irq_restore(f);
}

void uc_page_stats(struct uc_page_stats *s)
{
	s->total = total;
	s->free = avail;
}
