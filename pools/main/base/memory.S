/* SPDX-License-Identifier: BSD-3-Clause */
/* Eight bytes at a time: emulators execute each step of a string instruction. */
	.section .text.uc_memcpy,"ax",@progbits
	.globl uc_memcpy, uc_memmove, uc_memset, uc_memcmp
	.type uc_memcpy,@function
	.type uc_memmove,@function
	.type uc_memset,@function
	.type uc_memcmp,@function
uc_memmove:
	mov %rdi,%rax
	sub %rsi,%rax
	cmp %rdx,%rax
	jb 1f			/* dst lies within the source: from the end */
uc_memcpy:
	mov %rdi,%rax
	mov %rdx,%rcx
	shr $3,%rcx
	rep movsq
	mov %edx,%ecx
	and $7,%ecx
	rep movsb
	ret
1:	mov %rdi,%rax
	lea -8(%rdi,%rdx),%rdi
	lea -8(%rsi,%rdx),%rsi
	mov %rdx,%rcx
	shr $3,%rcx
	std
	rep movsq
	add $7,%rdi
	add $7,%rsi
	mov %edx,%ecx
	and $7,%ecx
	rep movsb
	cld
	ret
uc_memset:
	mov %rdi,%r8
	movzbl %sil,%eax
	mov $0x0101010101010101,%rcx
	imul %rcx,%rax
	mov %rdx,%rcx
	shr $3,%rcx
	rep stosq
	mov %edx,%ecx
	and $7,%ecx
	rep stosb
	mov %r8,%rax
	ret
uc_memcmp:
	xor %eax,%eax
	xor %ecx,%ecx
2:	cmp %rdx,%rcx
	je 3f
	movzbl (%rdi,%rcx),%eax
	movzbl (%rsi,%rcx),%r8d
	inc %rcx
	sub %r8d,%eax
	je 2b
3:	ret
	.section .note.GNU-stack,"",@progbits
