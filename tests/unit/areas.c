/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The address space against a plain array of pages: random mmap, munmap,
 * mprotect, mremap, madvise and accesses, with page tables that are an array.
 */
#include "arena.h"
void *malloc(size_t), *realloc(void *, size_t);
void free(void *);
#define MREMAP_MAYMOVE 1
#define MREMAP_FIXED 2
#define UC_SYSCALL_H
#define UC_SYSCALL(name, ...) long uc_do_##name(__VA_ARGS__)
#define UC_PT_WX 0x200
#define UC_PT_NONE UINT64_MAX
int uc_pt_map(uintptr_t va, uint64_t pa, int prot);
uint64_t uc_pt_unmap(uintptr_t va);
bool uc_pt_protect(uintptr_t va, int prot);
uint64_t uc_pt_lookup(uintptr_t va, int *prot, bool *dirty);
uintptr_t uc_pt_next(uintptr_t va, uintptr_t end);
#include "../../pools/main/mem/vm/area.c"
#include "../../pools/main/mem/vm/map.c"
#include "../../pools/main/mem/vm/fault.c"
#include "../../pools/main/mem/vm/protect.c"
#include "../../pools/main/mem/vm/mremap.c"
#undef _GNU_SOURCE
#include "../../pools/main/mem/vm/madvise.c"

#define PAGES 512
#define BASE  (UC_USER_TOP - PAGES * UC_PAGE_SIZE)
#define RW    (PROT_READ | PROT_WRITE)
char __image_start[1];
struct entry { uint64_t pa; int prot; };
static struct entry table[PAGES];
static struct { bool mapped, shared; int prot, value; } model[PAGES];

void *uc_malloc(size_t n) { return malloc(n); }
void *uc_realloc(void *p, size_t n) { return realloc(p, n); }
void uc_free(void *p) { free(p); }
void uc_printk(const char *fmt, ...) { (void)fmt; }

static struct entry *entry(uintptr_t va)
{
	CHECK(va >= BASE && va < UC_USER_TOP && va % UC_PAGE_SIZE == 0);
	return &table[(va - BASE) / UC_PAGE_SIZE];
}
int uc_pt_map(uintptr_t va, uint64_t pa, int prot)
{
	CHECK((prot & (PROT_WRITE | PROT_EXEC)) != (PROT_WRITE | PROT_EXEC) || prot & UC_PT_WX);
	*entry(va) = (struct entry){pa, prot & 7};
	return 0;
}
uint64_t uc_pt_unmap(uintptr_t va)
{
	uint64_t pa = entry(va)->pa;

	entry(va)->pa = 0;
	return pa ? pa : UC_PT_NONE;
}
bool uc_pt_protect(uintptr_t va, int prot)
{
	entry(va)->prot = prot & 7;
	return entry(va)->pa;
}
uint64_t uc_pt_lookup(uintptr_t va, int *prot, bool *dirty)
{
	(void)dirty;
	if (prot)
		*prot = entry(va)->prot;
	return entry(va)->pa ? entry(va)->pa : UC_PT_NONE;
}
/* Tables of 16 pages. */
uintptr_t uc_pt_next(uintptr_t va, uintptr_t end)
{
	while (va < end) {
		unsigned first = (va - BASE) / UC_PAGE_SIZE / 16 * 16;

		for (unsigned i = first; i < first + 16; i++)
			if (table[i].pa)
				return va;
		va = BASE + (first + 16) * UC_PAGE_SIZE;
	}
	return end;
}

static uintptr_t at(unsigned page)
{
	return BASE + page * UC_PAGE_SIZE;
}

static void touch(unsigned i, int access)
{
	struct entry *e = entry(at(i));
	int code = 0, prot = e->prot;
	bool may = model[i].mapped &&
		   (access == PROT_READ ? model[i].prot : model[i].prot & access);

	if (!e->pa || !(access == PROT_READ ? prot : prot & access)) {
		int sig = uc_vm_fault(at(i) + unit_random() % 4096, access, &code);
		CHECK(sig == (may ? 0 : SIGSEGV));
		if (sig) {
			CHECK(code == (model[i].mapped ? SEGV_ACCERR : SEGV_MAPERR));
			return;
		}
	}
	CHECK(may && e->pa);
	if (access == PROT_WRITE) {
		CHECK(e->prot & PROT_WRITE);
		*(int *)uc_direct(e->pa) = model[i].value = unit_random();
	}
	CHECK(*(int *)uc_direct(e->pa) == model[i].value);
}

static void forget_model(unsigned i, unsigned n)
{
	for (; n--; i++)
		model[i].value = 0;
}

static void map(unsigned i, unsigned n, int prot)
{
	bool shared = unit_random() % 4 == 0;
	int flags = (shared ? MAP_SHARED : MAP_PRIVATE) | MAP_ANONYMOUS;
	bool replace = unit_random() % 2, taken = false;
	long r;

	for (unsigned k = i; k < i + n; k++)
		taken |= model[k].mapped;
	r = uc_vm_map(at(i), n * UC_PAGE_SIZE, prot, flags | (replace ? MAP_FIXED : MAP_FIXED_NOREPLACE), NULL, 0, NULL);
	if (taken && !replace) {
		CHECK(r == -EEXIST);
		return;
	}
	CHECK(r == (long)at(i));
	for (unsigned k = i; k < i + n; k++) {
		model[k].mapped = true;
		model[k].shared = shared;
		model[k].prot = prot;
	}
	forget_model(i, n);
}

/* Where the kernel chooses: the highest gap. */
static void map_anywhere(unsigned n, int prot)
{
	unsigned i = PAGES, run = 0;
	long r;

	while (i > 0 && run < n)
		run = model[--i].mapped ? 0 : run + 1;
	if (run < n)
		return; /* it would lie below the window */
	r = uc_vm_map(0, n * UC_PAGE_SIZE, prot, MAP_PRIVATE | MAP_ANONYMOUS, NULL, 0, NULL);
	CHECK(r == (long)at(i));
	for (unsigned k = i; k < i + n; k++) {
		model[k].mapped = true;
		model[k].shared = false;
		model[k].prot = prot;
	}
	forget_model(i, n);
}

static bool whole(unsigned i, unsigned n)
{
	while (n--)
		if (!model[i++].mapped)
			return false;
	return true;
}

static void move_to(unsigned i, unsigned n, unsigned to, unsigned m)
{
	struct uc_vm_area *a = uc_vm_find(at(i));
	long r;

	if (!whole(i, n) || a->end < at(i) + n * UC_PAGE_SIZE || (to < i + n && i < to + m))
		return;
	r = uc_do_mremap(at(i), n * UC_PAGE_SIZE, m * UC_PAGE_SIZE, MREMAP_MAYMOVE | MREMAP_FIXED, at(to));
	CHECK(r == (long)at(to));
	forget_model(to, m);
	for (unsigned k = 0; k < m; k++) {
		model[to + k] = model[i];
		model[to + k].value = k < n ? model[i + k].value : 0;
	}
	for (unsigned k = 0; k < n; k++)
		model[i + k].mapped = false;
	forget_model(i, n);
}

static void advise(unsigned i, unsigned n)
{
	long r = uc_do_madvise(at(i), n * UC_PAGE_SIZE, MADV_DONTNEED);

	CHECK(r == (whole(i, n) ? 0 : -ENOMEM));
	for (unsigned k = i; k < i + n; k++)
		if (!model[k].shared)
			model[k].value = 0;
}

static void step(void)
{
	static const int prots[] = {PROT_NONE, PROT_READ, RW, RW, RW, PROT_WRITE, PROT_EXEC, PROT_READ | PROT_EXEC, RW | PROT_EXEC};
	int prot = prots[unit_random() % UC_ARRAY_SIZE(prots)];
	unsigned i = unit_random() % PAGES, n = unit_random() % 24 + 1;

	n = UC_MIN(n, PAGES - i);
	switch (unit_random() % 16) {
	case 0:
		map(i, n, prot);
		break;
	case 1:
		map_anywhere(n, prot);
		break;
	case 2:
	case 3:
		CHECK(!uc_vm_unmap(at(i), n * UC_PAGE_SIZE));
		for (unsigned k = i; k < i + n; k++)
			model[k].mapped = false;
		forget_model(i, n);
		break;
	case 4:
	case 5:
		CHECK(uc_vm_protect(at(i), n * UC_PAGE_SIZE, prot) == (whole(i, n) ? 0 : -ENOMEM));
		if (whole(i, n))
			for (unsigned k = i; k < i + n; k++)
				model[k].prot = prot;
		break;
	case 6:
		move_to(i, UC_MIN(n, 6u), unit_random() % (PAGES - 8), unit_random() % 8 + 1);
		break;
	case 7:
		advise(i, n);
		break;
	default:
		touch(i, unit_random() % 2 ? PROT_READ : PROT_WRITE);
	}
}

static void verify(void)
{
	uintptr_t last = 0;
	unsigned mapped = 0, resident = 0, in_areas = 0;

	for (struct uc_vm_area *a = NULL; (a = uc_vm_next(a));) {
		CHECK(a->start >= last && a->start < a->end);
		last = a->end;
		in_areas += (a->end - a->start) / UC_PAGE_SIZE;
		for (uintptr_t va = a->start; va < a->end; va += UC_PAGE_SIZE)
			CHECK(model[(va - BASE) / UC_PAGE_SIZE].mapped &&
			      model[(va - BASE) / UC_PAGE_SIZE].prot == a->prot);
	}
	for (unsigned i = 0; i < PAGES; i++) {
		mapped += model[i].mapped;
		resident += table[i].pa != 0;
		CHECK(model[i].mapped || !table[i].pa);
	}
	CHECK(mapped == in_areas && resident == uc_vm_resident);
}

int main(void)
{
	uint64_t all;

	uc_boot.mem[0] = (struct uc_range){ARENA_BASE, ARENA_BASE + ARENA_SIZE};
	uc_boot.mem_count = 1;
	uc_page_init();
	all = free_pages();
	for (int k = 0; k < 200000; k++) {
		step();
		if (k % 64 == 0)
			verify();
	}
	CHECK(!uc_vm_unmap(BASE, PAGES * UC_PAGE_SIZE));
	CHECK(!uc_vm_count && !uc_vm_resident && all - free_pages() == 1); /* the zeros */
	/* neighbours that are alike are one area */
	for (unsigned i = 0; i < PAGES; i += 2)
		CHECK(uc_vm_map(at(i), UC_PAGE_SIZE, RW, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, NULL, 0, NULL) > 0);
	CHECK(uc_vm_count == PAGES / 2);
	for (unsigned i = 1; i < PAGES; i += 2)
		CHECK(uc_vm_map(at(i), UC_PAGE_SIZE, RW, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, NULL, 0, NULL) > 0);
	CHECK(uc_vm_count == 1);
	for (unsigned i = 0; i < PAGES; i += 2)
		CHECK(!uc_vm_protect(at(i), UC_PAGE_SIZE, PROT_READ));
	CHECK(uc_vm_count == PAGES && !uc_vm_protect(BASE, PAGES * UC_PAGE_SIZE, RW) && uc_vm_count == 1);
	CHECK(uc_vm_map(0, ARENA_SIZE + UC_PAGE_SIZE, RW, MAP_PRIVATE | MAP_ANONYMOUS, NULL, 0, NULL) == -ENOMEM);
	printf("ok areas\n");
	return 0;
}
