/* SPDX-License-Identifier: BSD-3-Clause */
/* Where interrupts and exceptions arrive, on an IST stack: 16 bytes a vector. */
	.section .text.uc_trap_stubs,"ax",@progbits
	.globl uc_trap_stubs
	.balign 16
uc_trap_stubs:
	.set v,0
	.rept 80
	.balign 16
	/* the processor pushes an error code for 8, 10-14, 17, 21, 29, 30 */
	.if v == 8 || (v >= 10 && v <= 14) || v == 17 || v == 21 || v == 29 || v == 30
	.else
	push $0
	.endif
	push $v
	jmp uc_trap_common
	.set v,v+1
	.endr

	.section .note.GNU-stack,"",@progbits
