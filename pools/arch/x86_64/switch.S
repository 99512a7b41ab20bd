/* SPDX-License-Identifier: BSD-3-Clause */
/* uc_arch_switch(prev, next): a context is a stack pointer; on the stack lie the
 * callee-saved registers and the address to continue at. */
#include <uc/arch.h>

	.section .text.uc_arch_switch,"ax",@progbits
	.globl uc_arch_switch
	.type uc_arch_switch,@function
uc_arch_switch:
	push %rbp
	push %rbx
	push %r12
	push %r13
	push %r14
	push %r15
	mov %rsp,(%rdi)
	mov (%rsi),%rsp
	pop %r15
	pop %r14
	pop %r13
	pop %r12
	pop %rbx
	pop %rbp
	ret
	.size uc_arch_switch,.-uc_arch_switch

/* First run of a kernel thread: function in rbx, argument in r12. */
	.globl uc_start_kernel
	.type uc_start_kernel,@function
uc_start_kernel:
	uc_irq_on
	mov %r12,%rdi
	call *%rbx
	ud2
	.size uc_start_kernel,.-uc_start_kernel

/* First run of an application thread: its frame in rbx. */
	.globl uc_start_user
	.type uc_start_user,@function
uc_start_user:
	mov uc_current(%rip),%rax
	cmpl $0,16(%rax)		/* work: a signal came before the start */
	je 1f
	mov %rbx,%rdi
	call uc_user_exit_work
1:	mov %rbx,%rdi
	jmp uc_frame_return
	.size uc_start_user,.-uc_start_user
	.section .note.GNU-stack,"",@progbits
