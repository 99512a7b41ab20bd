/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The only code that touches application memory. A fault between uc_copy_begin
 * and uc_copy_end that cannot be mended continues at uc_copy_fault.
 */
#define EFAULT 14
#define USER_TOP 0x7ffffffff000

	.section .text.uc_copy,"ax",@progbits
	.globl uc_copy_begin, uc_copy_end, uc_copy_fault
	.globl uc_copy_in, uc_copy_out, uc_user_load32, uc_user_cas32, uc_copy_in_str_raw
	.type uc_copy_in,@function
	.type uc_copy_out,@function
	.type uc_user_load32,@function
	.type uc_user_cas32,@function
	.type uc_copy_in_str_raw,@function
uc_copy_begin:
uc_copy_in:
	mov %rsi,%rax
	jmp 1f
uc_copy_out:
	mov %rdi,%rax
1:	mov $USER_TOP,%rcx
	sub %rax,%rcx
	jb uc_copy_fault
	cmp %rdx,%rcx
	jb uc_copy_fault
	mov %rdx,%rcx
	shr $3,%rcx
	rep movsq
	mov %edx,%ecx
	and $7,%ecx
	rep movsb
	xor %eax,%eax
	ret

uc_user_load32:
	mov $USER_TOP,%rcx
	cmp %rcx,%rdi
	jae uc_copy_fault
	mov (%rdi),%eax
	mov %eax,(%rsi)
	xor %eax,%eax
	ret

uc_user_cas32:			/* (word, expect, desire, &old) */
	mov %rcx,%r8
	mov $USER_TOP,%rcx
	cmp %rcx,%rdi
	jae uc_copy_fault
	mov %esi,%eax
	lock cmpxchg %edx,(%rdi)
	mov %eax,(%r8)
	xor %eax,%eax
	ret

uc_copy_in_str_raw:		/* (dst, user, n): length, n if no NUL, -EFAULT */
	xor %ecx,%ecx
2:	cmp %rdx,%rcx
	jae 3f
	mov (%rsi,%rcx),%al
	mov %al,(%rdi,%rcx)
	test %al,%al
	jz 3f
	inc %rcx
	jmp 2b
3:	mov %rcx,%rax
	ret
uc_copy_end:
uc_copy_fault:
	mov $-EFAULT,%rax
	ret
	.section .note.GNU-stack,"",@progbits
