/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch_cpu.h>

extern char uc_booted;
char uc_kernel_runs; /* of several kernels in an image, this one */

/* From here on a stub enters the kernel instead of Linux. */
void uc_gate_init(void)
{
	uc_booted = 1;
	uc_kernel_runs = 1;
}
