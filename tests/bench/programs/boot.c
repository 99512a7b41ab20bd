/* SPDX-License-Identifier: BSD-3-Clause */
/* Prints what lies between the entry and main: ticks of the time stamp counter,
 * which under -icount shift=0 advances by one for each instruction, and nanoseconds
 * by the clock. */
#include <stdint.h>
#include <stdio.h>
#include <time.h>

extern uint64_t uc_boot_tsc; /* stored by the platform's first instructions */

static uint64_t clock_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ull + t.tv_nsec;
}

int main(void)
{
	uint64_t ticks = __builtin_ia32_rdtsc() - uc_boot_tsc;
	uint64_t clock = clock_ns(), tsc = __builtin_ia32_rdtsc(), passed;

	while ((passed = clock_ns() - clock) < 50000000)
		;
	tsc = __builtin_ia32_rdtsc() - tsc;
	printf("instructions %llu nanoseconds %llu\n", (unsigned long long)ticks,
	       (unsigned long long)((double)ticks * passed / tsc));
	return 0;
}
