/* SPDX-License-Identifier: BSD-3-Clause */
/* The child shares the stack: the return address is kept in a register. */
.text
.global vfork
.type vfork,@function
vfork:
	cmpb $0,uc_booted(%rip)
	jne 1f
	pop %rdx
	mov $58,%eax
	syscall
	push %rdx
	jmp 2f
1:	sub $8,%rsp
	call uc_sys_vfork
	add $8,%rsp
2:	mov %rax,%rdi
	.hidden __syscall_ret
	jmp __syscall_ret
.section .note.GNU-stack,"",@progbits
