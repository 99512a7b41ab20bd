/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * __syscall_cp_asm(&cancel, stub, u, v, w, x, y, z): a call that is a
 * cancellation point. On Linux the instruction itself must lie between the
 * labels that the SIGCANCEL handler looks at, so the number is read out of the
 * stub (its first instruction is `mov $nr,%eax`). Booted, a call that a signal
 * interrupted before it did anything is seen at uc_gate_restart with uc_cp_end
 * as its return address; build.sh teaches that to the handler.
 */
.text
.global __cp_begin
.hidden __cp_begin
.global __cp_end
.hidden __cp_end
.global __cp_cancel
.hidden __cp_cancel
.global uc_cp_end
.hidden uc_cp_end
.hidden __cancel
.global __syscall_cp_asm
.hidden __syscall_cp_asm
.type __syscall_cp_asm,@function
__syscall_cp_asm:
__cp_begin:
	mov (%rdi),%eax
	test %eax,%eax
	jnz __cp_cancel
	mov %rsi,%rax
	mov %rdx,%rdi
	mov %rcx,%rsi
	mov %r8,%rdx
	mov %r9,%rcx
	mov 8(%rsp),%r8
	mov 16(%rsp),%r9
	cmpb $0,uc_booted(%rip)
	je 1f
	push $uc_cp_end			/* a call, but still inside the labels */
	jmp *%rax
1:	mov 1(%rax),%eax
	mov %rcx,%r10
	syscall
__cp_end:
uc_cp_end:
	ret
__cp_cancel:
	cmpq $uc_cp_end,(%rsp)		/* the call was about to be made */
	jne 1f
	add $8,%rsp
1:	jmp __cancel
.section .note.GNU-stack,"",@progbits
