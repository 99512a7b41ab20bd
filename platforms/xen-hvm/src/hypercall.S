/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Hypercalls by the processor's own instruction, which start.c has chosen; so
 * there is no hypercall page. Arguments are in rdi, rsi, rdx, r10, r8, the
 * number in eax (Xen, include/public/arch-x86/xen-x86_64.h).
 */
	.section .text.uc_hypercall,"ax",@progbits
	.globl uc_hypercall
	.type uc_hypercall,@function
uc_hypercall:
	mov %rcx,%r10
	mov %r9d,%eax
	cmpb $0,uc_xen_vmmcall
	jne 1f
	vmcall
	ret
1:	vmmcall
	ret
	.size uc_hypercall,.-uc_hypercall
	.section .note.GNU-stack,"",@progbits
