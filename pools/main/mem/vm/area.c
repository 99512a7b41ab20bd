/* SPDX-License-Identifier: BSD-3-Clause */
/* The areas: a sorted array of pointers, found by bisection. */
#include <uc/file.h>
#include <uc/heap.h>
#include <uc/page.h>
#include "internal.h"

struct uc_vm_area **uc_vm_areas;
unsigned uc_vm_count;
uint64_t uc_vm_resident;
/* Everything from here to UC_USER_TOP is taken: where to look for a gap. */
static uintptr_t full = UC_USER_TOP;
static unsigned room;
static struct uc_vm_area *spare; /* list through ->file */
static unsigned spares;

/* File areas come only where vfs/fd is linked. */
void uc_file_get(struct uc_file *f) UC_WEAK;
void uc_file_put(struct uc_file *f) UC_WEAK;

unsigned uc_vm_index(uintptr_t va)
{
	unsigned low = 0, high = uc_vm_count;

	while (low < high) {
		unsigned mid = (low + high) / 2;

		if (uc_vm_areas[mid]->end > va)
			high = mid;
		else
			low = mid + 1;
	}
	return low;
}

int uc_vm_reserve(unsigned n)
{
	if (uc_vm_count + n > UC_VM_MAX_AREAS)
		return -ENOMEM;
	if (uc_vm_count + n > room) {
		unsigned want = UC_MAX(room * 2, uc_vm_count + n + 14);
		struct uc_vm_area **a = uc_realloc(uc_vm_areas, want * sizeof *a);

		if (!a)
			return -ENOMEM;
		uc_vm_areas = a;
		room = want;
	}
	for (; spares < n; spares++) {
		struct uc_vm_area *a = uc_malloc(sizeof *a);

		if (!a)
			return -ENOMEM;
		a->file = (struct uc_file *)spare;
		spare = a;
	}
	return 0;
}

static void insert_at(unsigned i, const struct uc_vm_area *from)
{
	struct uc_vm_area *a = spare;

	spare = (struct uc_vm_area *)a->file;
	spares--;
	*a = *from;
	if (a->file)
		uc_file_get(a->file);
	memmove(&uc_vm_areas[i + 1], &uc_vm_areas[i], (uc_vm_count - i) * sizeof *uc_vm_areas);
	uc_vm_areas[i] = a;
	uc_vm_count++;
}

static void delete(unsigned first, unsigned n)
{
	for (unsigned i = first; i < first + n; i++) {
		if (uc_vm_areas[i]->file)
			uc_file_put(uc_vm_areas[i]->file);
		uc_free(uc_vm_areas[i]);
	}
	uc_vm_count -= n;
	memmove(&uc_vm_areas[first], &uc_vm_areas[first + n], (uc_vm_count - first) * sizeof *uc_vm_areas);
}

void uc_vm_split(uintptr_t va)
{
	unsigned i = uc_vm_index(va);
	struct uc_vm_area *a, upper;

	if (i == uc_vm_count || uc_vm_areas[i]->start >= va)
		return;
	a = uc_vm_areas[i];
	upper = *a;
	upper.start = va;
	upper.offset += va - a->start;
	insert_at(i + 1, &upper);
	a->end = va;
}

static bool continues(const struct uc_vm_area *a, const struct uc_vm_area *b)
{
	return a->end == b->start && a->prot == b->prot && a->flags == b->flags &&
	       a->file == b->file && a->name == b->name &&
	       (!a->file || a->offset + (a->end - a->start) == b->offset);
}

void uc_vm_merge(uintptr_t start, uintptr_t end)
{
	unsigned i = uc_vm_index(start - 1);

	while (i + 1 < uc_vm_count && uc_vm_areas[i]->start < end)
		if (continues(uc_vm_areas[i], uc_vm_areas[i + 1])) {
			uc_vm_areas[i]->end = uc_vm_areas[i + 1]->end;
			delete(i + 1, 1);
		} else {
			i++;
		}
}

void uc_vm_insert(const struct uc_vm_area *a)
{
	unsigned i = uc_vm_index(a->start);

	if (i > 0 && continues(uc_vm_areas[i - 1], a)) {
		i--;
		uc_vm_areas[i]->end = a->end;
	} else {
		insert_at(i, a);
	}
	if (i + 1 < uc_vm_count && continues(uc_vm_areas[i], uc_vm_areas[i + 1])) {
		uc_vm_areas[i]->end = uc_vm_areas[i + 1]->end;
		delete(i + 1, 1);
	}
}

void uc_vm_drop(uintptr_t start, uintptr_t end)
{
	uc_pt_hold();
	for (uintptr_t va = uc_pt_next(start, end); va < end; va = uc_pt_next(va + UC_PAGE_SIZE, end)) {
		uint64_t pa = uc_pt_unmap(va);

		if (pa == UC_PT_NONE)
			continue;
		uc_page_put(uc_direct(pa));
		uc_vm_resident--;
	}
	uc_pt_release();
}

void uc_vm_remove(uintptr_t start, uintptr_t end)
{
	unsigned first = uc_vm_index(start), n = 0;

	while (first + n < uc_vm_count && uc_vm_areas[first + n]->start < end) {
		uc_vm_drop(uc_vm_areas[first + n]->start, uc_vm_areas[first + n]->end);
		n++;
	}
	if (n)
		delete(first, n);
	if (end > full)
		full = end;
}

bool uc_vm_is_free(uintptr_t start, uintptr_t end)
{
	unsigned i = uc_vm_index(start);

	return i == uc_vm_count || uc_vm_areas[i]->start >= end;
}

/* Where mappings begin, downwards. */
static uintptr_t highest(void)
{
#ifdef CONFIG_MEM_VM_RANDOM
	static uintptr_t top;

	if (!top)
		top = UC_USER_TOP - uc_vm_random(28);
	return top;
#else
	return UC_USER_TOP;
#endif
}

uintptr_t uc_vm_gap(size_t len)
{
	uintptr_t top, low = UC_ALIGN_UP((uintptr_t)_end, UC_PAGE_SIZE);
	unsigned i;

	full = UC_MIN(full, highest());
	i = uc_vm_index(full);
	/* the area at full may have been joined with what came below it */
	if (i < uc_vm_count && uc_vm_areas[i]->start < full)
		full = uc_vm_areas[i]->start;
	for (; i > 0 && uc_vm_areas[i - 1]->end == full; i--)
		full = uc_vm_areas[i - 1]->start;
	top = full;
	while (i-- > 0) {
		if (top - uc_vm_areas[i]->end >= len)
			return top - len;
		top = uc_vm_areas[i]->start;
	}
	return top > low && top - low >= len ? top - len : 0;
}

bool uc_vm_covered(uintptr_t start, uintptr_t end)
{
	for (unsigned i = uc_vm_index(start); start < end; i++) {
		if (i == uc_vm_count || uc_vm_areas[i]->start > start)
			return false;
		start = uc_vm_areas[i]->end;
	}
	return true;
}

bool uc_vm_in_image(uintptr_t start, uintptr_t end)
{
	return start < (uintptr_t)_end && end > (uintptr_t)__image_start;
}

struct uc_vm_area *uc_vm_find(uintptr_t va)
{
	unsigned i = uc_vm_index(va);

	return i < uc_vm_count ? uc_vm_areas[i] : NULL;
}

struct uc_vm_area *uc_vm_next(struct uc_vm_area *prev)
{
	unsigned i = prev ? uc_vm_index(prev->end) : 0;

	return i < uc_vm_count ? uc_vm_areas[i] : NULL;
}

void uc_vm_stats(struct uc_vm_stats *s)
{
	s->mapped = 0;
	s->resident = uc_vm_resident * UC_PAGE_SIZE;
	for (unsigned i = 0; i < uc_vm_count; i++)
		s->mapped += uc_vm_areas[i]->end - uc_vm_areas[i]->start;
}
