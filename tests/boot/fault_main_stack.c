/* SPDX-License-Identifier: BSD-3-Clause */
/* exit: 139 */
/* console: fault: */
/* console: descend\S*\+0x */
/* absent: not reached */
/* The first thread's stack ends in a guard, too. */
#include "booted.h"

static __attribute__((noinline)) long descend(long n)
{
	volatile char frame[512];

	frame[0] = (char)n;
	return descend(n + 1) + frame[0];
}

int main(void)
{
	booted();
	printf("not reached %ld\n", descend(0));
	return 0;
}
