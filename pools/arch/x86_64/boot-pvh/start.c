/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From the PVH entry to uc_main. Structures: Xen public headers,
 * arch-x86/hvm/start_info.h.
 */
#include <uc/arch.h>
#include <uc/plat.h>
#include <uc/thread.h>
#include "boot.h"

#define PIC1_MASK   0x21
#define PIC2_MASK   0xa1
#define START_MAGIC 0x336ec578
#define MEM_USABLE  1
#define MAX_ENTRIES 128
#define MAX_CMDLINE 65536
#define LOW_LIMIT   0x100000UL  /* firmware tables live below */
#define DIRECT_LIMIT (512UL << 30)

struct start_info {
	uint32_t magic, version, flags, nr_modules;
	uint64_t modlist, cmdline, rsdp;
	uint64_t memmap; /* version 1 and later */
	uint32_t memmap_entries, reserved;
};
struct module {
	uint64_t start, size, cmdline, reserved;
};
struct mem_entry {
	uint64_t start, size;
	uint32_t type, reserved;
};

struct uc_boot_info uc_boot;
extern char __image_start[], _end[];
extern const uint32_t __uc_syms_start[2]; /* the image's last part, and its size */
extern char uc_boot_stack_top[];

void uc_main(void) UC_NORETURN;
void uc_start(const struct start_info *info) UC_NORETURN;
void uc_arch_init(void);
/* What the platform does first of all, with uc_boot filled. */
void uc_plat_start(void) UC_WEAK;

static uint64_t mapped; /* by boot.S, from 0 on */

/* Whether what the loader points to can be read. */
static bool reachable(uint64_t start, uint64_t size)
{
	return start && start < mapped && size <= mapped - start;
}

static void add_memory(uint64_t start, uint64_t end)
{
	struct uc_range *r = &uc_boot.mem[uc_boot.mem_count];

	start = UC_ALIGN_UP(start, UC_PAGE_SIZE);
	end = UC_ALIGN_DOWN(end, UC_PAGE_SIZE);
	if (start >= end || uc_boot.mem_count == UC_ARRAY_SIZE(uc_boot.mem))
		return;
	*r = (struct uc_range){start, end};
	uc_boot.mem_count++;
}

/* Adds [start, end) less what is in use: the list is sorted, not overlapping. */
static void add_free(uint64_t start, uint64_t end, const struct uc_range *used, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		if (used[i].end <= start || used[i].start >= end)
			continue;
		if (used[i].start > start)
			add_memory(start, used[i].start);
		start = used[i].end;
	}
	if (start < end)
		add_memory(start, end);
}

static void sort(struct uc_range *r, unsigned n)
{
	for (unsigned i = 1; i < n; i++)
		for (unsigned j = i; j > 0 && r[j].start < r[j - 1].start; j--) {
			struct uc_range t = r[j];

			r[j] = r[j - 1];
			r[j - 1] = t;
		}
}

/* The end of the usable memory that begins below the image. */
static uint64_t memory_there(const struct start_info *info)
{
	const struct mem_entry *e = (const void *)info->memmap;
	uint64_t at = (uintptr_t)__image_start;

	for (unsigned i = 0; i < info->memmap_entries; i++) {
		uint64_t end = e[i].start + e[i].size;

		if (e[i].type == MEM_USABLE && e[i].start <= at && end > at) {
			at = end;
			i = -1; /* they need not be in order */
		}
	}
	return at;
}

static void memory(const struct start_info *info)
{
	const struct mem_entry *e = (const void *)info->memmap;
	struct uc_range used[4];
	unsigned n = 0;

	used[n++] = (struct uc_range){0, LOW_LIMIT};
	used[n++] = (struct uc_range){(uintptr_t)__image_start,
				      UC_ALIGN_UP((uintptr_t)__uc_syms_start + __uc_syms_start[1],
						  UC_PAGE_SIZE)};
	if (uc_boot.initrd.end > uc_boot.initrd.start)
		used[n++] = (struct uc_range){
			UC_ALIGN_DOWN(uc_boot.initrd.start, UC_PAGE_SIZE),
			UC_ALIGN_UP(uc_boot.initrd.end, UC_PAGE_SIZE)};
	if (*uc_boot.cmdline)
		used[n++] = (struct uc_range){
			UC_ALIGN_DOWN((uintptr_t)info->cmdline, UC_PAGE_SIZE),
			UC_ALIGN_UP(info->cmdline + strnlen(uc_boot.cmdline, MAX_CMDLINE) + 1, UC_PAGE_SIZE)};
	sort(used, n);
	for (unsigned i = 0; i < info->memmap_entries; i++) {
		uint64_t end = e[i].start + e[i].size;

		if (e[i].type != MEM_USABLE || end < e[i].start)
			continue;
		end = UC_MIN(end, DIRECT_LIMIT);
		add_free(e[i].start, end, used, n);
		if (end > uc_boot.mem_top)
			uc_boot.mem_top = end;
	}
}

UC_NORETURN void uc_start(const struct start_info *info)
{
	const struct module *m;

	uc_current->kstack_top = (uintptr_t)uc_boot_stack_top;
	mapped = UC_MAX((uintptr_t)_end, (uintptr_t)info) < UC_BOOT_FIRST ? 1UL << 30 : 4UL << 30;
	/* A BIOS leaves the 8259 pair delivering at exception vectors. */
	uc_outb(PIC1_MASK, 0xff);
	uc_outb(PIC2_MASK, 0xff);
	if (info->magic != START_MAGIC || info->version < 1 ||
	    info->memmap_entries > MAX_ENTRIES ||
	    !reachable(info->memmap, info->memmap_entries * sizeof(struct mem_entry)))
		uc_panic("not started as PVH with a memory map");
	if (memory_there(info) < (uintptr_t)_end)
		uc_panic("too little memory: the image takes %lu KiB, and there are %lu",
			 (uintptr_t)_end >> 10, memory_there(info) >> 10);
	uc_boot.cmdline = "";
	if (reachable(info->cmdline, MAX_CMDLINE) &&
	    memchr(uc_direct(info->cmdline), 0, MAX_CMDLINE))
		uc_boot.cmdline = uc_direct(info->cmdline);
	uc_boot.rsdp = info->rsdp;
	m = (const void *)info->modlist;
	if (info->nr_modules && reachable(info->modlist, sizeof *m) && m->start + m->size > m->start)
		uc_boot.initrd = (struct uc_range){m->start, m->start + m->size};
	memory(info);
	if (uc_plat_start)
		uc_plat_start();
	uc_arch_init();
	uc_main();
}
