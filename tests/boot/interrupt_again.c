/* SPDX-License-Identifier: BSD-3-Clause */
/* console: ok again */
/* An interrupt that comes while one is handled, as an emulator may deliver it once
 * more, is nothing; the first one goes on, and back to what it interrupted. Where
 * there are vectors. */
#include "kernel.h"
#include <stddef.h>

#define VECTOR 70

int uc_vector_alloc(void (*handler)(void *), void *arg) __attribute__((weak));
static volatile unsigned came;

static void interrupted(void *arg)
{
	unsigned long flags;

	came++;
	__asm__ volatile("int %1; pushfq; pop %0" : "=r"(flags) : "i"(VECTOR) : "memory");
	if (flags & 0x200)
		*(unsigned *)arg = 1;
}

static long handler(void)
{
	static unsigned on;
	int vector;

	do
		vector = uc_vector_alloc(interrupted, &on);
	while (vector >= 0 && vector < VECTOR);
	for (unsigned i = 1; i <= 1000; i++) {
		__asm__ volatile("int %0" : : "i"(VECTOR) : "memory");
		if (came != i)
			return -1;
	}
	return vector == VECTOR && !on ? 0 : -1;
}

int main(void)
{
	booted();
	if (uc_vector_alloc)
		CHECK(enter_kernel(handler) == 1);
	puts("ok again");
	return 0;
}
