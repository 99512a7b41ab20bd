/* SPDX-License-Identifier: BSD-3-Clause */
/* Where interrupts and exceptions arrive, on an IST stack: 16 bytes a vector. */
#define RIP	16
#define RFLAGS	32
#define WORDS	7
#define IF	0x200

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
	.if v < 32
	jmp uc_trap_common
	.else
	jmp interrupt
	.endif
	.set v,v+1
	.endr

/*
 * Emulators deliver an interrupt twice, the second time with interrupts off: QEMU's
 * helper_vmrun leaves the one that it injects for cpu_handle_exception, which may
 * come before the next exit from the guest. So the frame leaves the place where the
 * next one will arrive, and that one is nothing. Only one within these instructions
 * comes over the other's frame, and goes on to the panic.
 */
interrupt:
	testb $IF>>8,RFLAGS+1(%rsp)
	jz again
first:	sub $WORDS*8,%rsp
	.rept WORDS
	pushq (2*WORDS-1)*8(%rsp)
	.endr
	jmp uc_trap_common
again:	cmpq $uc_trap_stubs,RIP(%rsp)
	jb 1f
	cmpq $again,RIP(%rsp)
	jb first
1:	add $RIP,%rsp
	iretq

	.section .note.GNU-stack,"",@progbits
