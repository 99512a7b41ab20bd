/* SPDX-License-Identifier: BSD-3-Clause */
#include <sys/mman.h>
#include <uc/arch_cpu.h>

static void map_image(uintptr_t start, uintptr_t end, int prot)
{
	for (uintptr_t va = UC_ALIGN_DOWN(start, UC_PAGE_SIZE); va < end; va += UC_PAGE_SIZE)
		if (uc_pt_map(va, va, prot))
			uc_panic("no memory for page tables");
}

void uc_pt_map_image(void)
{
	extern char __image_start[], __text_end[], __ro_start[], __ro_end[], __data_start[], _end[];
	/* the platform leaves a page below the boot stack for this */
	uintptr_t guard = uc_current->kstack_top - UC_KSTACK_SIZE - UC_PAGE_SIZE;

	map_image((uintptr_t)__image_start, (uintptr_t)__text_end, PROT_READ | PROT_EXEC);
	map_image((uintptr_t)__ro_start, (uintptr_t)__ro_end, PROT_READ);
	map_image((uintptr_t)__data_start, guard, PROT_READ | PROT_WRITE);
	map_image(guard + UC_PAGE_SIZE, (uintptr_t)_end, PROT_READ | PROT_WRITE);
}
