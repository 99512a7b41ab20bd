/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Vector state, by XSAVE where there is one. AMD64 Architecture Programmer's
 * Manual, volume 2, section 11.5; CPUID leaf 0xd.
 */
#include <uc/arch.h>

static size_t size = 512;
static bool xsave;

static void init(void)
{
	uint32_t r[4];
	uint64_t mask, cr4;

	uc_cpuid(1, 0, r);
	if (!(r[2] & 1 << 26))
		return;
	__asm__ volatile("mov %%cr4,%0" : "=r"(cr4));
	__asm__ volatile("mov %0,%%cr4" ::"r"(cr4 | 1 << 18)); /* OSXSAVE */
	uc_cpuid(0xd, 0, r);
	mask = r[0] & 0xe7; /* x87, SSE, AVX, AVX-512 */
	__asm__ volatile("xsetbv" ::"c"(0), "a"((uint32_t)mask), "d"(0));
	uc_cpuid(0xd, 0, r);
	size = UC_ALIGN_UP((size_t)r[1], 64UL);
	xsave = true;
}
UC_INIT(1, init);

size_t uc_arch_fpu_size(void)
{
	return size;
}

void uc_arch_fpu_save(void *area)
{
	if (xsave) {
		/* the header must be clean the first time */
		memset((char *)area + 512, 0, 64);
		__asm__ volatile("xsave64 (%0)" ::"r"(area), "a"(-1), "d"(-1) : "memory");
	} else {
		__asm__ volatile("fxsave64 (%0)" ::"r"(area) : "memory");
	}
}

void uc_arch_fpu_restore(const void *area)
{
	if (xsave)
		__asm__ volatile("xrstor64 (%0)" ::"r"(area), "a"(-1), "d"(-1) : "memory");
	else
		__asm__ volatile("fxrstor64 (%0)" ::"r"(area) : "memory");
}

void uc_arch_fpu_init(void *area)
{
	memset(area, 0, size);
	*(uint16_t *)area = 0x37f;
	*(uint32_t *)((char *)area + 24) = 0x1f80;
}
