/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Interrupts and exceptions arrive on an IST stack. One that interrupted
 * application code moves its frame to the thread's (empty) kernel stack, so
 * that the exit may reschedule; one that interrupted the kernel stays.
 */
#include <uc/arch.h>

#define T_KSTACK_TOP	0
#define T_UFRAME	8
#define T_WORK		16
#define F_SIZE		256
#define F_KIND		176
#define F_NR		184
#define F_HANDLER	192
#define R_WORDS		22
#define R_RIP		136
#define R_RSP		160
#define KSTACK_SIZE	16384
#define PAGE		4096
#define ISTS_SIZE	24576

	.section .text.uc_trap_common,"ax",@progbits
	.globl uc_trap_common
	.type uc_trap_common,@function
uc_trap_common:
	push %rdi
	push %rsi
	push %rdx
	push %rcx
	push %rax
	push %r8
	push %r9
	push %r10
	push %r11
	push %rbx
	push %rbp
	push %r12
	push %r13
	push %r14
	push %r15
	cld
	mov uc_current(%rip),%rbx
	mov T_KSTACK_TOP(%rbx),%rdx
	mov %rdx,%rax
	sub R_RSP(%rsp),%rax
	cmp $KSTACK_SIZE+PAGE,%rax	/* or in the page below it */
	jb kernel
	mov R_RSP(%rsp),%rax
	sub $uc_ist,%rax
	cmp $ISTS_SIZE,%rax
	jbe kernel

	/* application: move the frame */
	lea -F_SIZE(%rdx),%rdi
	mov %rdi,%r12
	mov %rsp,%rsi
	mov $R_WORDS,%ecx
	rep movsq
	mov %r12,%rsp
	movq $1,F_KIND(%rsp)
	movq $-1,F_NR(%rsp)
	movq $0,F_HANDLER(%rsp)
	mov %rsp,T_UFRAME(%rbx)
	mov 32(%rsp),%rbp		/* the frame chain goes on in the application */
	mov %rsp,%rdi
	call uc_trap_user
	uc_irq_off
	mov uc_current(%rip),%rbx
	cmpl $0,T_WORK(%rbx)
	je 1f
	mov %rsp,%rdi
	call uc_user_exit_work
1:	mov %rsp,%rdi
	jmp uc_frame_return

kernel:
	/* see gate.S, uc_gate_exit */
	mov R_RIP(%rsp),%rax
	cmp $uc_gate_exit,%rax
	jb 2f
	cmp $uc_gate_exit_end,%rax
	jae 2f
	movq $uc_gate_exit,R_RIP(%rsp)
2:	mov %rsp,%rdi
	mov %rsp,%r12
	and $-16,%rsp
	call uc_trap_kernel
	mov %r12,%rsp
	jmp uc_frame_pop
	.size uc_trap_common,.-uc_trap_common
	.section .note.GNU-stack,"",@progbits
