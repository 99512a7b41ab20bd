/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch_cpu.h>
#include <uc/xen/hypercall.h>

static uintptr_t base; /* without the instructions, nobody else can change it */

void uc_arch_set_tls(uintptr_t fsbase)
{
	if (uc_fsgsbase)
		__asm__ volatile("wrfsbase %0" ::"r"(fsbase));
	else if (!uc_hypercall(SEGBASE_FS, fsbase, 0, 0, 0, __HYPERVISOR_set_segment_base))
		base = fsbase;
}

uintptr_t uc_arch_get_tls(void)
{
	uintptr_t v;

	if (!uc_fsgsbase)
		return base;
	__asm__ volatile("rdfsbase %0" : "=r"(v));
	return v;
}
