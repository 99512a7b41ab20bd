/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The monitor: all that runs in guest kernel mode, where Xen would push frames
 * over the red zone of whatever stack is in use, and take every `syscall` for a
 * hypercall. Application and kernel libraries run in guest user mode, with the
 * same page tables; of the kernel, only a page fault's quick part is called from
 * here. Xen enters here with events masked, on a stack of ours
 * (HYPERVISOR_stack_switch), to which it pushed
 *
 *	rcx, r11, [error,] rip, cs, rflags, rsp, ss
 *
 * with cs & 3 == 0 if kernel mode was interrupted, and the interrupt flag in
 * rflags made of the event mask. HYPERVISOR_iret goes back to user mode, from
 *
 *	rax, r11, rcx, flags, rip, cs, rflags, rsp, ss
 *
 * (Xen, arch/x86/x86_64/entry.S and pv/iret.c; xen/arch-x86/xen-x86_64.h).
 */
#include <uc/arch.h>

#define NR_IRET       23	/* __HYPERVISOR_iret */
#define IN_SYSCALL    256	/* VGCF_in_syscall: rcx and r11 need not be kept */
#define FLAGS         2		/* no interrupts */
#define IST_SIZE      24576
#define EVENT         32	/* vectors */
#define NMI           2
#define PROTECTION    13

	.section .text.uc_pv_monitor,"ax",@progbits
	.globl uc_pv_exceptions, uc_pv_event_entry, uc_pv_syscall_entry, uc_pv_enter_user
	.globl uc_pv_nmi_entry, uc_pv_failsafe_entry
	.balign 16
uc_pv_exceptions:
	.set v,0
	.rept 20
	.balign 16
	pop %rcx
	pop %r11
	.if v == 8 || (v >= 10 && v <= 14) || v == 17
	.else
	push $0
	.endif
	push $v
	.if v == 14
	jmp page_fault
	.else
	jmp exception
	.endif
	.set v,v+1
	.endr

	/*
	 * rsp points to vector, error, rip, cs, rflags, rsp, ss: copies them to the
	 * stack for interrupts, below what is in use there if it is, and goes on at
	 * `to` with rsp pointing to the copy.
	 */
	.macro deliver to
	push %rax
	push %rcx
	mov 56(%rsp),%rax		/* rsp */
	mov %rax,%rcx
	sub $uc_ist,%rcx
	cmp $IST_SIZE,%rcx
	jbe 1f
	mov $uc_ist+IST_SIZE,%eax
1:	and $-16,%rax
	sub $56,%rax
	.irp slot,0,8,16,32,40,48
	mov 16+\slot(%rsp),%rcx
	mov %rcx,\slot(%rax)
	.endr
	movzwl 40(%rsp),%ecx		/* Xen keeps the mask in the upper half */
	mov %rcx,24(%rax)
	mov %rax,56(%rsp)
	movq $UC_CPU_SS,64(%rsp)
	movq $FLAGS,48(%rsp)
	movq $UC_CPU_CS,40(%rsp)
	movq $\to,32(%rsp)
	movq $0,24(%rsp)
	mov (%rsp),%rcx
	mov %rcx,16(%rsp)
	mov 8(%rsp),%rax
	mov %r11,8(%rsp)
	mov %rax,(%rsp)
	mov $NR_IRET,%eax
	syscall
	.endm

	/* What needs neither sleep nor a signal is mended here and now. */
page_fault:
	testb $3,24(%rsp)
	jz 2f
	.irp r,rax,rcx,rdx,rsi,rdi,r8,r9,r10,r11
	push %\r
	.endr
	mov 80(%rsp),%rdi		/* error */
	cld
	call uc_pv_fault
	test %al,%al
	.irp r,r11,r10,r9,r8,rdi,rsi,rdx,rcx,rax
	pop %\r
	.endr
	jz exception
	mov %rcx,(%rsp)
	movq $0,8(%rsp)
	push %r11
	push %rax
	mov $NR_IRET,%eax
	syscall

exception:
	testb $3,24(%rsp)
	jz 2f
	deliver uc_trap_common
	/* The start code, or this: nothing can be mended. */
2:	mov %rsp,%rdi
	and $-16,%rsp
	call uc_pv_boot_fault
	ud2

uc_pv_nmi_entry:
	pop %rcx
	pop %r11
	push $0
	push $NMI
	jmp exception

	/* Xen could not load a selector, or return to where it should, and has put
	 * ds, es, fs, gs between r11 and rip: who had them is at fault. */
uc_pv_failsafe_entry:
	pop %rcx
	pop %r11
	lea 32(%rsp),%rsp
	push $0
	push $PROTECTION
	jmp exception

uc_pv_event_entry:
	testb $3,24(%rsp)
	jz 2f
	pop %rcx
	pop %r11
	push $0
	push $EVENT
	deliver uc_pv_event
	/* A hypercall below unmasked events, SCHEDOP_block: they are masked again,
	 * and still pending for who called it. */
2:	pop %rcx
	pop %r11
	orb $3,8(%rsp)
	iretq

uc_pv_syscall_entry:
	cmpq $uc_pv_site,16(%rsp)
	jne 1f
	movq $IN_SYSCALL,8(%rsp)
	syscall
	push %r11
	push %rax
	mov $NR_IRET,%eax
	syscall
	/* The application's own: as the processor enters a kernel, rcx holds rip
	 * and r11 rflags. */
1:	mov 16(%rsp),%rcx
	mov %rcx,(%rsp)
	movq $0,8(%rsp)
	movq $uc_raw_syscall,16(%rsp)
	pushq 32(%rsp)
	movq $FLAGS,40(%rsp)
	push %rax
	mov $NR_IRET,%eax
	syscall

	.type uc_pv_enter_user,@function
uc_pv_enter_user:
	pop %rdx
	mov %rsp,%rcx
	push $UC_CPU_SS
	push %rcx
	push $FLAGS
	push $UC_CPU_CS
	push %rdx
	push $0
	push $0
	push $0
	push $0
	mov $NR_IRET,%eax
	syscall
	.size uc_pv_enter_user,.-uc_pv_enter_user

	.section .bss.uc_pv_monitor,"aw",@nobits
	.balign 16
	.globl uc_pv_monitor_stack, uc_pv_monitor_bottom
uc_pv_monitor_bottom:
	.skip 4096
uc_pv_monitor_stack:
	.section .note.GNU-stack,"",@progbits
