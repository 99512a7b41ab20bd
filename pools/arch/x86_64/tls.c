/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch.h>

#define MSR_FS_BASE 0xc0000100

void uc_arch_set_tls(uintptr_t fsbase)
{
	uc_wrmsr(MSR_FS_BASE, fsbase);
}

uintptr_t uc_arch_get_tls(void)
{
	return uc_rdmsr(MSR_FS_BASE);
}
