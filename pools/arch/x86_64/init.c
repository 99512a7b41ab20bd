/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch.h>
#include <uc/arch_cpu.h>

void uc_page_init(void);
void uc_arch_init(void);

/* Called once by the platform's start code, interrupts off, uc_boot filled, on a
 * stack of UC_KSTACK_SIZE in the image with an unused page below it. */
void uc_arch_init(void)
{
	uc_tables_init();
	uc_features_init();
	uc_page_init();
	uc_paging_init();
	uc_gate_init();
}
