/* SPDX-License-Identifier: BSD-3-Clause */
/* Compilers call it where a function's stack was written over. */
#include "call.h"

void __stack_chk_fail(void);
void __stack_chk_fail(void)
{
	static const char text[] = "libc-none: a function has written over its stack\n";

	uc_call(write, 2, text, sizeof text - 1);
	__builtin_trap();
}
