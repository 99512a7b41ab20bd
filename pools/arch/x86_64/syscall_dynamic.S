/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * uc_syscall(nr, a1 … a6): the path of syscall(2), whose number is known only
 * at run time; pulls every handler of the selected libraries into the image.
 */
	.section .text.uc_syscall,"ax",@progbits
	.globl uc_syscall
	.type uc_syscall,@function
uc_syscall:
	mov %rdi,%rax
	mov %rsi,%rdi
	mov %rdx,%rsi
	mov %rcx,%rdx
	mov %r8,%rcx
	mov %r9,%r8
	mov 8(%rsp),%r9
	cmpb $0,uc_booted(%rip)
	je 2f
	cmp uc_syscall_max(%rip),%rax
	ja 1f
	mov uc_syscall_all(,%rax,4),%r11d
	test %r11d,%r11d
	jz 1f
	jmp uc_gate_restart
1:	mov %rax,%rdi
	mov $uc_enosys,%r11d
	jmp uc_gate_restart
2:	mov %rcx,%r10
	syscall
	ret
	.size uc_syscall,.-uc_syscall
	.section .note.GNU-stack,"",@progbits
