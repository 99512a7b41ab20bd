/* SPDX-License-Identifier: BSD-3-Clause */
/* exit: 134 */
/* console: panic: fault in the kernel */
/* console: fault: write to unmapped address 0x10 */
/* console: handler\+0x */
/* console: enter_kernel */
/* A fault in kernel code is no signal but a panic, and its backtrace goes on into
 * the application. */
#include "kernel.h"

static long handler(void)
{
	*(volatile int *)(uintptr_t)0x10 = 1;
	return 0;
}

int main(void)
{
	booted();
	return enter_kernel(handler) & 0;
}
