/* SPDX-License-Identifier: BSD-3-Clause */
/* A function of the program as a system call: the way a stub enters the kernel. */
#include "booted.h"

static __attribute__((noinline)) long enter_kernel(long (*handler)(void))
{
	register long (*r11)(void) __asm__("r11") = handler;
	long result = 1000;

	__asm__ volatile("call uc_gate"
			 : "+a"(result), "+r"(r11)
			 :
			 : "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "memory", "cc");
	return result + 1; /* not a tail call */
}
