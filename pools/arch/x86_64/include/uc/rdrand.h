/* SPDX-License-Identifier: BSD-3-Clause */
/* The processor's random numbers. */
#ifndef UC_RDRAND_H
#define UC_RDRAND_H
#include <uc/arch.h>

static inline bool uc_has_rdrand(void)
{
	uint32_t r[4];

	uc_cpuid(1, 0, r);
	return r[2] >> 30 & 1; /* Intel SDM volume 2, CPUID */
}

/* False: the processor has none now. */
static inline bool uc_rdrand(uint64_t *v)
{
	unsigned char ok = 0;

	for (int i = 0; i < 10 && !ok; i++) /* SDM volume 1, 7.3.17 */
		__asm__ volatile("rdrand %0; setc %1" : "=r"(*v), "=qm"(ok)::"cc");
	return ok;
}
#endif
