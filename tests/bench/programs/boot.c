/* SPDX-License-Identifier: BSD-3-Clause */
/* Prints what lies between the entry and main; under -icount shift=0 the time
 * stamp counter advances by one for each instruction. */
#include <stdint.h>
#include <stdio.h>
#include <time.h>

extern uint64_t uc_boot_tsc; /* stored by the platform's first instructions */

int main(void)
{
	uint64_t now = __builtin_ia32_rdtsc();

	printf("instructions %llu nanoseconds %llu\n",
	       (unsigned long long)(now - uc_boot_tsc),
	       (unsigned long long)(now - uc_boot_tsc));
	return 0;
}
