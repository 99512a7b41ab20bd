/* SPDX-License-Identifier: BSD-3-Clause */
/* exit: 139 */
/* console: ok before */
/* console: fault: */
/* console: leap\S*\+0x */
/* absent: not reached */
#include "booted.h"

static __attribute__((noinline)) int leap(void *volatile *p)
{
	int r = ((int (*)(void))*p)();

	return r + 1;
}

int main(void)
{
	void *nowhere = 0;

	booted();
	puts("ok before");
	fflush(stdout);
	printf("not reached %d\n", leap(&nowhere));
	return 0;
}
