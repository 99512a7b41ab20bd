/* SPDX-License-Identifier: BSD-3-Clause */
/* exit: 134 */
/* console: panic: thread 1: kernel stack overflow */
/* console: descend\+0x */
/* Kernel code runs over its stack. */
#include "kernel.h"

static __attribute__((noinline)) long descend(long n)
{
	volatile char frame[512];

	frame[0] = (char)n;
	return descend(n + 1) + frame[0];
}

static __attribute__((noinline)) long handler(void)
{
	return descend(0) + 1;
}

int main(void)
{
	booted();
	return enter_kernel(handler) & 0;
}
