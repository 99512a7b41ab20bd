/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From the entry of a paravirtualised guest to uc_main. What the domain was built
 * with lies in this order, packed: the image, initrd, list of frames, start_info,
 * rings, page tables, a stack; then 512 KiB at least up to the end, a multiple of
 * 4 MiB, of what is mapped (xen/xen.h, "Start-of-day memory layout").
 */
#include <uc/page.h>
#include <uc/plat.h>
#include <uc/pte.h>
#include <uc/thread.h>
#include <uc/xen/console.h>
#include <uc/xen/events.h>
#include "internal.h"
#include <xen/memory.h>

#define PADDING   (512UL << 10)
#define MEM_USABLE 1 /* of an e820 entry */
#define GROWTH    32 /* times the memory that the domain begins with, at most */
#define MAPPED_TO (4UL << 20)

struct uc_boot_info uc_boot;
extern char uc_boot_stack_top[];
extern __typeof__(uc_xen_console_connect) uc_xen_console_connect UC_WEAK;

void uc_main(void) UC_NORETURN;
void uc_start(const struct start_info *info) UC_NORETURN;
void uc_arch_init(void);

static void shared_page(const struct start_info *info)
{
	uint64_t e = info->shared_info | UC_PTE_P | UC_PTE_RW | UC_PTE_USER;

	uc_pv_shared_mfn = info->shared_info >> UC_PAGE_SHIFT;
	if (uc_hypercall((uintptr_t)uc_pv_shared, e, UVMF_INVLPG, 0, 0, __HYPERVISOR_update_va_mapping))
		uc_panic("Xen refuses its shared page");
	uc_xen_shared = (struct shared_info *)uc_pv_shared;
	uc_xen_vcpu = &uc_xen_shared->vcpu_info[0];
	uc_evtchn_init();
}

struct start_info *uc_pv_info;

void uc_pv_rings(void)
{
	const struct start_info *info = uc_pv_info;

	if (info->store_mfn) {
		uc_xen_boot.store_pa = uc_pv_pa(info->store_mfn);
		uc_xen_boot.store_port = info->store_evtchn;
	}
	if (info->console.domU.mfn) {
		uc_xen_boot.console_pa = uc_pv_pa(info->console.domU.mfn);
		uc_xen_boot.console_port = info->console.domU.evtchn;
	}
}

/* The pages that there can be: the map ends where the domain's maximum does. What a
 * page costs before it is there, 24 bytes, must be had from the beginning. */
static uint64_t most_pages(const struct start_info *info)
{
	static struct {
		uint64_t start, size;
		uint32_t type;
	} __attribute__((packed)) map[8];
	struct xen_memory_map m = {.nr_entries = UC_ARRAY_SIZE(map)};
	uint64_t end = 0;

	set_xen_guest_handle(m.buffer, map);
	if (uc_xen_memory_op(XENMEM_memory_map, &m))
		m.nr_entries = 0;
	for (unsigned i = 0; i < UC_MIN((size_t)m.nr_entries, UC_ARRAY_SIZE(map)); i++)
		if (map[i].type == MEM_USABLE && map[i].start <= end && map[i].start + map[i].size > end)
			end = map[i].start + map[i].size;
	return UC_MIN(UC_MAX(end >> UC_PAGE_SHIFT, info->nr_pages), info->nr_pages * GROWTH);
}

/* The end of what the domain was built with, the last of it the tables and a stack. */
static uint64_t built_end(const struct start_info *info)
{
	return info->pt_base + (info->nr_pt_frames + 1) * UC_PAGE_SIZE;
}

static void memory(const struct start_info *info)
{
	uint64_t built = built_end(info);
	uint64_t all = info->nr_pages << UC_PAGE_SHIFT, most = most_pages(info);
	uint64_t list = most > info->nr_pages ? UC_ALIGN_UP(most * sizeof *uc_pv_p2m, UC_PAGE_SIZE) : 0;

	uc_pv_boot.top = info->pt_base;
	uc_pv_boot.count = info->nr_pt_frames;
	uc_pv_boot.end = UC_MIN(UC_ALIGN_UP(built + PADDING, MAPPED_TO), all);
	uc_boot.mem[0] = (struct uc_range){UC_PAGE_SIZE, UC_IMAGE_BASE};
	uc_boot.mem[1] = (struct uc_range){uc_pv_direct_init(built, info->nr_pages, most), all};
	uc_boot.mem_count = 2;
	uc_boot.mem_top = uc_boot.mem_later = most << UC_PAGE_SHIFT;
	uc_xen_boot.pages = info->nr_pages;
	uc_pv_p2m = uc_direct(info->mfn_list);
	if (list) {
		uint64_t pa = uc_boot.mem[1].start;

		uc_boot.mem[1].start += list;
		uc_pv_reach(pa, list);
		uc_pv_extend_p2m(uc_direct(pa));
	}
}

/* Toolstacks cut a longer one without a word (tools/libs/guest, xg_dom_x86.c). */
static void command_line(struct start_info *info)
{
	char *line = (char *)info->cmd_line;
	size_t n = strnlen(line, MAX_GUEST_CMDLINE - 1);

	if (n == MAX_GUEST_CMDLINE - 1) {
		line[n] = '\0';
		uc_printk("command line: a PV guest gets %u bytes, the rest is lost; "
			  "vm-data/unicore/cmdline in the xenstore takes more\n", MAX_GUEST_CMDLINE - 1);
	}
	uc_boot.cmdline = line;
}

/* What nothing refers to any more. */
static void release(const struct start_info *info)
{
	uint64_t list = info->mfn_list; /* its physical address, too */

	uc_pv_release_tables();
	uc_page_add((struct uc_range){info->pt_base, built_end(info)});
	if (uc_pv_p2m != uc_direct(list))
		uc_page_add((struct uc_range){list, list + UC_ALIGN_DOWN(info->nr_pages * sizeof *uc_pv_p2m, UC_PAGE_SIZE)});
}

UC_NORETURN void uc_start(const struct start_info *info)
{
	uc_current->kstack_top = (uintptr_t)uc_boot_stack_top;
	uc_pv_p2m = (uint64_t *)info->mfn_list;
	shared_page(info);
	uc_pv_info = (struct start_info *)info;
	uc_pv_rings();
	memory(info);
	if (uc_xen_console_connect)
		uc_xen_console_connect();
	uc_xen_need_version();
	info = uc_pv_info = uc_direct((uintptr_t)info);
	command_line(uc_pv_info);
	if (info->mod_len && !(info->flags & SIF_MOD_START_PFN))
		uc_boot.initrd = (struct uc_range){info->mod_start, info->mod_start + info->mod_len};
	uc_arch_init();
	release(info);
	uc_main();
}
