/* SPDX-License-Identifier: BSD-3-Clause */
/* exit: 134 */
/* console: panic: on purpose 42 */
/* console: handler\+0x */
#include "kernel.h"

void uc_panic(const char *format, ...);

static long handler(void)
{
	uc_panic("on purpose %d", 42);
	return 0;
}

int main(void)
{
	booted();
	return enter_kernel(handler) & 0;
}
