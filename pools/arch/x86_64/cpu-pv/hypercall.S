/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * uc_hypercall(a1, a2, a3, a4, a5, nr). From user mode the `syscall` arrives at
 * the monitor, which knows the site by its address and does it for us; from
 * kernel mode, where the start code runs, it is the hypercall.
 */
	.section .text.uc_hypercall,"ax",@progbits
	.globl uc_hypercall, uc_pv_site
	.type uc_hypercall,@function
uc_hypercall:
	mov %rcx,%r10
	mov %r9d,%eax
	syscall
uc_pv_site:
	ret
	.size uc_hypercall,.-uc_hypercall
	.section .note.GNU-stack,"",@progbits
