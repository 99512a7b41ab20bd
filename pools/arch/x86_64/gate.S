/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The way into the kernel and back.
 *
 * uc_gate is entered by a jump from a stub uc_sys_<name>, as if the stub's
 * caller had called it: arguments in rdi, rsi, rdx, rcx, r8, r9, the return
 * address at (%rsp), the system call number in eax, the handler in r11d.
 * The offsets below are those of struct uc_thread and struct uc_uframe;
 * gate_check.c holds them to the headers.
 */
#include <uc/arch.h>

#define T_KSTACK_TOP	0
#define T_UFRAME	8
#define T_WORK		16

#define F_R15		0
#define F_R14		8
#define F_R13		16
#define F_R12		24
#define F_RBP		32
#define F_RBX		40
#define F_R11		48
#define F_R10		56
#define F_R9		64
#define F_R8		72
#define F_RAX		80
#define F_RCX		88
#define F_RDX		96
#define F_RSI		104
#define F_RDI		112
#define F_VECTOR	120
#define F_RIP		136
#define F_CS		144
#define F_RFLAGS	152
#define F_RSP		160
#define F_SS		168
#define F_KIND		176
#define F_NR		184
#define F_HANDLER	192
#define F_ARGS		200
#define F_SIZE		256	/* rounded up: the stack stays 16-aligned */

/* Calls the handler, which r11 has, with the arguments where they belong. */
.macro handle
#ifdef CONFIG_BASE_TRACE
	mov %rsp,%rdi
	call uc_trace_call
#else
	call *%r11
#endif
.endm
/* What sched/core's lockup.c marks. */
.macro unmark
#if CONFIG_SCHED_CORE_LOCKUP
	movq $0,UC_GATE_MARK(%rsp)
#endif
.endm

	.section .text.uc_gate,"ax",@progbits
	.globl uc_gate, uc_gate_restart, uc_gate_exit, uc_gate_exit_end
	/* Up to uc_gate_framed the application's stack is in use and a signal may
	 * be delivered; posix/signal then goes back to uc_gate_restart. */
	.globl uc_gate_pushed, uc_gate_framed
	.type uc_gate,@function
uc_gate:
	cmpb $0,uc_booted(%rip)
	je .Llinux
	/* A signal frame returns here to make an interrupted call again. */
uc_gate_restart:
	mov uc_current(%rip),%r10
	push %rbp
uc_gate_pushed:
	mov %rsp,%rbp
uc_gate_framed:
	mov T_KSTACK_TOP(%r10),%rsp
	sub $F_SIZE,%rsp
	mov %rsp,T_UFRAME(%r10)
	mov %r15,F_R15(%rsp)
	mov %r14,F_R14(%rsp)
	mov %r13,F_R13(%rsp)
	mov %r12,F_R12(%rsp)
	mov (%rbp),%r10
	mov %r10,F_RBP(%rsp)
	mov %rbx,F_RBX(%rsp)
	mov 8(%rbp),%r10
	mov %r10,F_RIP(%rsp)
	lea 16(%rbp),%r10
	mov %r10,F_RSP(%rsp)
	movq $0,F_KIND(%rsp)
	mov %rax,F_NR(%rsp)
	mov %r11,F_HANDLER(%rsp)
	mov %rdi,F_ARGS(%rsp)
	mov %rsi,F_ARGS+8(%rsp)
	mov %rdx,F_ARGS+16(%rsp)
	mov %rcx,F_ARGS+24(%rsp)
	mov %r8,F_ARGS+32(%rsp)
	mov %r9,F_ARGS+40(%rsp)
	unmark
	handle
	/*
	 * An interrupt that arrives between the test and the change of stacks
	 * would leave its work undone; the interrupt exit moves rip in
	 * [uc_gate_exit, uc_gate_exit_end) back to uc_gate_exit.
	 */
uc_gate_exit:
	mov uc_current(%rip),%r10
	cmpl $0,T_WORK(%r10)
	jne .Lwork
	movq $0,T_UFRAME(%r10)
	mov %rbp,%rsp
uc_gate_exit_end:
	pop %rbp
	ret
.Lwork:
	uc_irq_off
	mov %rax,F_RAX(%rsp)
	movq $UC_CPU_CS,F_CS(%rsp)
	movq $UC_CPU_SS,F_SS(%rsp)
	movq $0x202,F_RFLAGS(%rsp)
	mov %rsp,%rdi
	call uc_user_exit_work
	mov %rsp,%rdi
	jmp uc_frame_return

.Llinux:
	mov %rcx,%r10
	syscall
	ret
	.size uc_gate,.-uc_gate

/*
 * uc_frame_return(frame): interrupts off, never returns: leaves the kernel with
 * every general register of the frame.
 */
	.section .text.uc_frame_return,"ax",@progbits
	.globl uc_frame_return
	.type uc_frame_return,@function
uc_frame_return:
	mov uc_current(%rip),%rax
	movq $0,T_UFRAME(%rax)
	mov %rdi,%rsp
	.globl uc_frame_pop
uc_frame_pop:				/* the registers at rsp, and out */
	pop %r15
	pop %r14
	pop %r13
	pop %r12
	pop %rbp
	pop %rbx
	pop %r11
	pop %r10
	pop %r9
	pop %r8
	pop %rax
	pop %rcx
	pop %rdx
	pop %rsi
	pop %rdi
	add $16,%rsp
	uc_iret
	.size uc_frame_return,.-uc_frame_return

/*
 * A raw `syscall` instruction, interrupts masked (LSTAR, FMASK): rcx holds rip,
 * r11 rflags; every other register belongs to the caller, and so does the red
 * zone below its stack pointer. The scratch word is safe: one CPU.
 */
	.section .text.uc_raw_syscall,"ax",@progbits
	.globl uc_raw_syscall
	.type uc_raw_syscall,@function
uc_raw_syscall:
	mov %rsp,raw_rsp(%rip)
	mov uc_current(%rip),%rsp
	mov T_KSTACK_TOP(%rsp),%rsp
	sub $F_SIZE,%rsp
	mov %r15,F_R15(%rsp)
	mov %r14,F_R14(%rsp)
	mov %r13,F_R13(%rsp)
	mov %r12,F_R12(%rsp)
	mov %rbp,F_RBP(%rsp)
	mov %rbx,F_RBX(%rsp)
	mov %r11,F_R11(%rsp)
	mov %r10,F_R10(%rsp)
	mov %r9,F_R9(%rsp)
	mov %r8,F_R8(%rsp)
	mov %rcx,F_RCX(%rsp)
	mov %rdx,F_RDX(%rsp)
	mov %rsi,F_RSI(%rsp)
	mov %rdi,F_RDI(%rsp)
	mov %rcx,F_RIP(%rsp)
	mov %r11,F_RFLAGS(%rsp)
	movq $UC_CPU_CS,F_CS(%rsp)
	movq $UC_CPU_SS,F_SS(%rsp)
	mov raw_rsp(%rip),%rcx
	mov %rcx,F_RSP(%rsp)
	movq $1,F_KIND(%rsp)
	mov %eax,%eax			/* Linux, too, looks at no more of it */
	mov %rax,F_NR(%rsp)
	mov uc_current(%rip),%rcx
	mov %rsp,T_UFRAME(%rcx)
	mov %rdi,F_ARGS(%rsp)
	mov %rsi,F_ARGS+8(%rsp)
	mov %rdx,F_ARGS+16(%rsp)
	mov %r10,F_ARGS+24(%rsp)
	mov %r8,F_ARGS+32(%rsp)
	mov %r9,F_ARGS+40(%rsp)
	unmark
	uc_irq_on
	mov %r10,%rcx
	xor %r11d,%r11d
	cmp uc_syscall_max(%rip),%eax
	ja 1f
	mov uc_syscall_weak(,%rax,4),%r11d
1:	mov %r11,F_HANDLER(%rsp)
	test %r11d,%r11d
	jz 2f
	handle
	jmp 3f
2:	mov %rax,%rdi
	call uc_enosys
3:	mov %rax,F_RAX(%rsp)
	uc_irq_off
	mov uc_current(%rip),%r10
	cmpl $0,T_WORK(%r10)
	je 4f
	mov %rsp,%rdi
	call uc_user_exit_work
4:	mov %rsp,%rdi
	jmp uc_frame_return
	.size uc_raw_syscall,.-uc_raw_syscall

/*
 * A stub of a system call that no library of the pools has: number in eax, its
 * name in r11.
 */
	.section .text.uc_gate_nosys,"ax",@progbits
	.globl uc_gate_nosys
	.type uc_gate_nosys,@function
uc_gate_nosys:
	cmpb $0,uc_booted(%rip)
	je 1f
	mov %rax,%rdi
	mov %r11,%rsi
	mov $uc_nosys,%r11d
	jmp uc_gate_restart
1:	mov %rcx,%r10
	syscall
	ret
	.size uc_gate_nosys,.-uc_gate_nosys

	.section .bss.uc_gate,"aw",@nobits
	.balign 8
raw_rsp:
	.skip 8
	.globl uc_booted
	.type uc_booted,@object
uc_booted:
	.skip 1
	.size uc_booted,1
	.section .note.GNU-stack,"",@progbits
