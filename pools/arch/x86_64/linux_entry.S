/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The image's ELF entry point (Linux user space), and where the kernel
 * starts the application: rsp points to argc. Applies IRELATIVE relocations,
 * which musl's static start does not do, then enters libc's _start.
 */
	.section .text.uc_linux_entry,"ax",@progbits
	.globl uc_linux_entry, uc_app_entry
	.type uc_linux_entry,@function
uc_linux_entry:
uc_app_entry:
	mov %rsp,%rbp
	and $-16,%rsp
	lea __rela_iplt_start(%rip),%rbx
1:	lea __rela_iplt_end(%rip),%rax
	cmp %rax,%rbx
	jae 2f
	call *16(%rbx)		/* r_addend: the resolver */
	mov (%rbx),%rcx		/* r_offset: the slot */
	mov %rax,(%rcx)
	add $24,%rbx		/* sizeof(Elf64_Rela) */
	jmp 1b
2:	mov %rbp,%rsp
	xor %edx,%edx		/* nothing to run at exit */
	jmp _start
	.size uc_linux_entry,.-uc_linux_entry
	.section .note.GNU-stack,"",@progbits
