/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/plat.h>
#include <uc/xen/hypercall.h>
#include <xen/sched.h>

/* Xen looks for what is pending once more before it lets the processor go. */
void uc_plat_wait(void)
{
	uc_xen_sched_op(SCHEDOP_block, NULL);
	uc_irq_enable();
}
