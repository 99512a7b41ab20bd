/* SPDX-License-Identifier: BSD-3-Clause */
/* run: --qemu-arg=-cpu --qemu-arg=max,-rdrand,-rdseed */
/* console: ok random */
/* absent: no random source */
/* The same, where the processor has no random numbers: had virtio-rng not
 * delivered a whole seed, the console would say so. */
#include "random.c"
#include <cpuid.h>

__attribute__((constructor)) static void only_the_device(void)
{
	unsigned a, b, c, d;

	CHECK(__get_cpuid(1, &a, &b, &c, &d) && !(c & bit_RDRND));
	CHECK(__get_cpuid_count(7, 0, &a, &b, &c, &d) && !(b & bit_RDSEED));
}
