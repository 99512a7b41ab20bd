/* SPDX-License-Identifier: BSD-3-Clause */
/* Compilers call these without being asked; the kernel has them. */
#define SAME(name) __asm__(".section .text." #name ",\"ax\",@progbits\n\t.globl " #name "\n" #name ":\n\tjmp uc_" #name "\n\t.text")
SAME(memcpy);
SAME(memmove);
SAME(memset);
SAME(memcmp);
