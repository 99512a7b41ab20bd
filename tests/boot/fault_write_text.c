/* SPDX-License-Identifier: BSD-3-Clause */
/* exit: 139 */
/* console: ok before */
/* console: fault: */
/* console: scribble\S*\+0x */
/* console: main\+0x */
/* absent: not reached */
#include "booted.h"

static __attribute__((noinline)) int scribble(unsigned char *p)
{
	*(volatile unsigned char *)p = 0xc3;
	return *p;
}

int main(void)
{
	booted();
	puts("ok before");
	fflush(stdout);
	int r = scribble((unsigned char *)(uintptr_t)main);
	printf("not reached %d\n", r);
	return r & 0;
}
