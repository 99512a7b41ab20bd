/* SPDX-License-Identifier: BSD-3-Clause */
/* The first page tables: the image, and all memory. */
#include <uc/arch_cpu.h>
#include <uc/page.h>
#include <uc/plat.h>

#define P    1UL
#define RW   2UL
#define PS   0x80UL
#define G    0x100UL
#define NX   (1UL << 63)

extern uc_pt uc_direct_pdpt;

/* Memory beyond the first GiB, which boot.S has mapped. The tables for it are
 * from below. */
static void map_direct(uint64_t top)
{
	uint32_t r[4];
	bool huge;

	uc_cpuid(0x80000001, 0, r);
	huge = r[3] & 1 << 26;
	for (uint64_t gib = 1; gib << 30 < top && gib < 512; gib++) {
		uint64_t *t;

		if (huge) {
			uc_direct_pdpt[gib] = gib << 30 | NX | G | PS | RW | P;
			continue;
		}
		t = uc_page_alloc(0);
		if (!t)
			uc_panic("no memory for the direct map");
		for (uint64_t i = 0; i < 512; i++)
			t[i] = gib << 30 | i << 21 | G | PS | RW | P;
		uc_direct_pdpt[gib] = uc_phys(t) | NX | RW | P;
	}
}

void uc_paging_init(void)
{
	uc_pt_top[UC_DIRECT_SLOT] = uc_phys(uc_direct_pdpt) | NX | RW | P;
	map_direct(uc_boot.mem_top); /* a large image's tables may lie there */
	uc_pt_map_image();
	__asm__ volatile("mov %0,%%cr3" ::"r"((uintptr_t)uc_pt_top) : "memory");
}
