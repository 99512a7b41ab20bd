/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Back to what was interrupted, in user mode: the processor's own IRETQ does,
 * since the privilege does not change. It does not unmask events, and a byte in
 * memory cannot be written together with it; so an event that arrives in
 * between, or that was pending, is taken for one that interrupted what we are
 * on the way to.
 */
#include <uc/arch.h>

#define EVENT 32

	.section .text.uc_pv_irq,"ax",@progbits
	.globl uc_pv_iret, uc_pv_event, uc_pv_deliver_saving
	.type uc_pv_iret,@function
uc_pv_iret:
	testb $2,17(%rsp)		/* the interrupt flag */
	jz 1f
	movb $0,uc_pv_shared+UC_PV_MASK
open:	cmpb $0,uc_pv_shared+UC_PV_PENDING
	jne 2f
1:	iretq
open_end:
2:	movb $1,uc_pv_shared+UC_PV_MASK
	push $0
	push $EVENT
	jmp uc_trap_common
	.size uc_pv_iret,.-uc_pv_iret

/* The monitor leaves to here with an event: rsp points to vector, error, rip, cs,
 * rflags, rsp, ss. */
	.type uc_pv_event,@function
uc_pv_event:
	push %rax
	mov 24(%rsp),%rax		/* rip */
	cmp $open,%rax
	jb 1f
	cmp $open_end,%rax
	jae 1f
	mov 48(%rsp),%rax		/* rsp, where the frame is */
	.irp slot,0,8,16,24,32
	pushq \slot(%rax)
	popq 24+\slot(%rsp)
	.endr
1:	pop %rax
	jmp uc_trap_common
	.size uc_pv_event,.-uc_pv_event

/* For uc_irq_on: keeps all registers but the flags. */
	.type uc_pv_deliver_saving,@function
uc_pv_deliver_saving:
	push %rbp
	mov %rsp,%rbp
	.irp r,rax,rcx,rdx,rsi,rdi,r8,r9,r10,r11
	push %\r
	.endr
	sub $8,%rsp
	and $-16,%rsp
	call uc_pv_deliver
	lea -72(%rbp),%rsp
	.irp r,r11,r10,r9,r8,rdi,rsi,rdx,rcx,rax
	pop %\r
	.endr
	pop %rbp
	ret
	.size uc_pv_deliver_saving,.-uc_pv_deliver_saving

	.section .bss.uc_pv_shared,"aw",@nobits
	.balign 4096
	.globl uc_pv_shared
	.type uc_pv_shared,@object
uc_pv_shared:
	.skip 4096
	.size uc_pv_shared,4096
	.section .note.GNU-stack,"",@progbits
