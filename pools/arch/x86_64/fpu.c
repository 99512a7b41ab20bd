/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Vector state, by XSAVE where it is turned on. AMD64 Architecture
 * Programmer's Manual, volume 2, section 11.5; CPUID leaf 0xd.
 */
#include <uc/arch.h>

#define CPUID_OSXSAVE (1U << 27)
#define LEGACY 512 /* bytes; then XSAVE's header of 64 */

static size_t size; /* 0: not asked yet */
static bool xsave;

size_t uc_arch_fpu_size(void)
{
	uint32_t r[4];

	if (size)
		return size;
	uc_cpuid(1, 0, r);
	xsave = r[2] & CPUID_OSXSAVE;
	size = LEGACY;
	if (xsave) {
		uc_cpuid(0xd, 0, r);
		size = UC_ALIGN_UP((size_t)r[1], 64UL);
	}
	return size;
}

void uc_arch_fpu_save(void *area)
{
	uc_cpu_fpu_ready();
	if (xsave) {
		/* XSAVE keeps what it finds in the header, XRSTOR refuses it */
		memset((char *)area + LEGACY, 0, 64);
		__asm__ volatile("xsave64 (%0)" ::"r"(area), "a"(-1), "d"(-1) : "memory");
	} else {
		__asm__ volatile("fxsave64 (%0)" ::"r"(area) : "memory");
	}
}

void uc_arch_fpu_restore(const void *area)
{
	uc_cpu_fpu_ready();
	if (xsave)
		__asm__ volatile("xrstor64 (%0)" ::"r"(area), "a"(-1), "d"(-1) : "memory");
	else
		__asm__ volatile("fxrstor64 (%0)" ::"r"(area) : "memory");
}

void uc_arch_fpu_init(void *area)
{
	memset(area, 0, uc_arch_fpu_size());
	*(uint16_t *)area = 0x37f;
	*(uint32_t *)((char *)area + 24) = 0x1f80;
}
