/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/plat.h>

/* No interrupt arrives between the two instructions. */
void uc_plat_wait(void)
{
	__asm__ volatile("sti; hlt" ::: "memory");
}
