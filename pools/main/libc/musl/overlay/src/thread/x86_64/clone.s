/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * __clone(fn, stack, flags, arg, ptid, tls, ctid): the child finds fn and arg on
 * its own stack, since of the registers only the callee-saved ones and rsp are
 * defined when a thread starts out of a called stub.
 */
.text
.global __clone
.hidden __clone
.type __clone,@function
__clone:
	and $-16,%rsi
	sub $16,%rsi
	mov %rdi,(%rsi)		/* fn */
	mov %rcx,8(%rsi)	/* arg */
	mov %rdx,%rdi		/* flags */
	mov %r8,%rdx		/* ptid */
	mov %r9,%r8		/* tls */
	mov 8(%rsp),%rcx	/* ctid */
	cmpb $0,uc_booted(%rip)
	je 1f
	call uc_sys_clone
	jmp 2f
1:	mov %rcx,%r10
	mov $56,%eax
	syscall
2:	test %eax,%eax
	jnz 3f
	xor %ebp,%ebp
	pop %rax
	pop %rdi
	call *%rax
	mov %eax,%edi
	call uc_sys_exit
	hlt
3:	ret
.section .note.GNU-stack,"",@progbits
