/* SPDX-License-Identifier: BSD-3-Clause */
/* exit: 139 */
/* host: 139 */
/* console: fault: write to unmapped address 0x8 */
/* console: rbp fffffffffffffff0 */
/* console: backtrace: */
/* absent: panic */
/* A fault with nonsense where a frame pointer may be: the report does not fault. */
#include "booted.h"

int main(void)
{
	booted();
	__asm__ volatile("mov $-16,%%rbp; movl $1,8" ::: "memory");
	__builtin_unreachable();
}
