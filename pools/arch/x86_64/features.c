/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Turns on what applications may use once CPUID shows it: AVX and its kin
 * (XSAVE), and access to the FS and GS bases. AMD64 Architecture Programmer's
 * Manual, volume 2, sections 3.1.3 and 11.5. A paravirtualised guest is here while
 * it still is in kernel mode, where Xen does these instructions for it.
 */
#include <uc/arch_cpu.h>

#define CR4_FSGSBASE 0x10000UL
#define CR4_OSXSAVE  0x40000UL
#define CPUID_XSAVE  (1U << 26)
#define CPUID_FSGS   1U
#define XCR0_KNOWN   0xe7 /* x87, SSE, AVX, AVX-512 */

bool uc_fsgsbase;

void uc_features_init(void)
{
	uint32_t r[4], max;
	uint64_t cr4;
	const uint32_t mxcsr = 0x1f80;

	/* neither the reset state nor what Xen starts a guest with is what the ABI wants */
	__asm__ volatile("fninit; ldmxcsr %0" ::"m"(mxcsr));
	__asm__ volatile("mov %%cr4,%0" : "=r"(cr4));
	uc_cpuid(0, 0, r);
	max = r[0];
	uc_cpuid(1, 0, r);
	if (max >= 0xd && r[2] & CPUID_XSAVE) {
		cr4 |= CR4_OSXSAVE;
		__asm__ volatile("mov %0,%%cr4" ::"r"(cr4));
		uc_cpuid(0xd, 0, r);
		__asm__ volatile("xsetbv" ::"c"(0), "a"(r[0] & XCR0_KNOWN), "d"(0));
	}
	if (max < 7)
		return;
	uc_cpuid(7, 0, r);
	if (r[1] & CPUID_FSGS) {
		__asm__ volatile("mov %0,%%cr4" ::"r"(cr4 | CR4_FSGSBASE));
		uc_fsgsbase = true;
	}
}
