/* SPDX-License-Identifier: BSD-3-Clause */
/* exit: 139 */
/* console: ok before */
/* console: fault: */
/* console: leap\S*\+0x */
/* absent: not reached */
#include "booted.h"

static unsigned char code[16] = {0xb8, 1, 0, 0, 0, 0xc3}; /* mov $1,%eax; ret */

static __attribute__((noinline)) int leap(void *p)
{
	int r = ((int (*)(void))p)();

	return r + 1; /* not a tail call: this frame stays on the stack */
}

int main(void)
{
	booted();
	puts("ok before");
	fflush(stdout);
	printf("not reached %d\n", leap(code));
	return 0;
}
