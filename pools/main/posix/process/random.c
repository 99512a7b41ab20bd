/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The bytes behind AT_RANDOM: from the random library if it is in the image,
 * else from RDRAND, else only the moment of the boot, which differs each
 * time but can be guessed; an application that needs secrets calls getrandom,
 * and so has the random library.
 */
#include <uc/plat.h>
#include <uc/random.h>
#include "start.h"

extern __typeof__(uc_random) uc_random UC_WEAK;
extern __typeof__(uc_plat_wall_epoch) uc_plat_wall_epoch UC_WEAK;

#define CPUID_1_ECX_RDRAND (1u << 30)

static bool rdrand(uint64_t *v)
{
	unsigned char ok = 0;

	for (int i = 0; i < 10 && !ok; i++)
		__asm__ volatile("rdrand %0; setc %1" : "=r"(*v), "=qm"(ok)::"cc");
	return ok;
}

/* A bijection that spreads each bit of x (constants of SplitMix64). */
static uint64_t mix(uint64_t x)
{
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
	x = (x ^ x >> 27) * 0x94d049bb133111eb;
	return x ^ x >> 31;
}

void uc_start_random(uint64_t out[2])
{
	uint32_t r[4];

	if (uc_random) {
		uc_random(out, 16);
		return;
	}
	uc_cpuid(1, 0, r);
	if ((r[2] & CPUID_1_ECX_RDRAND) && rdrand(&out[0]) && rdrand(&out[1]))
		return;
	out[0] = mix(uc_rdtsc() ^ (uc_plat_wall_epoch ? uc_plat_wall_epoch() : 0));
	out[1] = mix(out[0] + 0x9e3779b97f4a7c15 + uc_rdtsc());
}
