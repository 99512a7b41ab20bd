/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch_cpu.h>

#define MSR_FS_BASE 0xc0000100

void uc_arch_set_tls(uintptr_t fsbase)
{
	if (uc_fsgsbase)
		__asm__ volatile("wrfsbase %0" ::"r"(fsbase));
	else
		uc_wrmsr(MSR_FS_BASE, fsbase);
}

/* The application may have changed it by an instruction: always asks. */
uintptr_t uc_arch_get_tls(void)
{
	return uc_rdmsr(MSR_FS_BASE);
}
