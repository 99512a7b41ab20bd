/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * PVH entry (Xen, docs/misc/pvh): 32-bit protected mode without paging, ebx
 * points to struct hvm_start_info. Maps the first GiB where it is and, without
 * execute permission, at UC_DIRECT; all four when the image or what the loader
 * put behind it reaches beyond the first. start.c then makes the final tables.
 */
#include <uc/arch.h>
#include "boot.h"

	.section .note.Xen,"a",@note
	.balign 4
	.long 4, 8, 18			/* XEN_ELFNOTE_PHYS32_ENTRY */
	.asciz "Xen"
	.quad uc_pvh_entry

	.section .text.boot,"ax",@progbits
	.code32
	.globl uc_pvh_entry
	.type uc_pvh_entry,@function
uc_pvh_entry:
	cld
	rdtsc
	mov %eax,uc_boot_tsc
	mov %edx,uc_boot_tsc+4
	mov %ebx,%ebp

	mov $boot_pdpt+3,%eax
	mov %eax,boot_pml4
	mov $uc_direct_pdpt+3,%eax
	mov %eax,boot_pml4+UC_DIRECT_SLOT*8
	mov $boot_pd+3,%eax
	xor %ecx,%ecx
1:	mov %eax,boot_pdpt(,%ecx,8)
	mov %eax,uc_direct_pdpt(,%ecx,8)
	movl $0x80000000,uc_direct_pdpt+4(,%ecx,8)	/* NX for all below */
	add $4096,%eax
	inc %ecx
	cmp $4,%ecx
	jb 1b
	mov $boot_pd+4096,%ecx
	mov $_end,%eax
	cmp %eax,%ebx
	cmova %ebx,%eax
	cmp $UC_BOOT_FIRST,%eax
	jb 2f
	add $3*4096,%ecx
2:	mov $0x183,%eax				/* global, 2 MiB, writable, present */
	mov $boot_pd,%edi
1:	mov %eax,(%edi)
	add $0x200000,%eax
	add $8,%edi
	cmp %ecx,%edi
	jb 1b

	mov $0x6a0,%eax			/* PAE, PGE, OSFXSR, OSXMMEXCPT */
	mov %eax,%cr4
	mov $boot_pml4,%eax
	mov %eax,%cr3
	mov $0xc0000080,%ecx		/* EFER */
	rdmsr
	or $0x901,%eax			/* NXE, LME, SCE */
	wrmsr
	mov $0x80010033,%eax		/* PG, WP, NE, ET, MP, PE */
	mov %eax,%cr0
	lgdt uc_gdtr
	ljmp $8,$1f
	.code64
1:	mov $16,%eax
	mov %eax,%ds
	mov %eax,%es
	mov %eax,%ss
	xor %eax,%eax
	mov %eax,%fs
	mov %eax,%gs
	mov $uc_boot_stack_top,%esp
	mov %ebp,%edi
	xor %ebp,%ebp
	call uc_start
	ud2
	.size uc_pvh_entry,.-uc_pvh_entry

	.section .bss.boot,"aw",@nobits
	.balign 4096
boot_pml4:
	.skip 4096
boot_pdpt:
	.skip 4096
boot_pd:
	.skip 4*4096
	.globl uc_direct_pdpt
uc_direct_pdpt:
	.skip 4096
	.skip 4096			/* guard: not mapped by the final tables */
	.globl uc_boot_stack, uc_boot_stack_top
uc_boot_stack:
	.skip 16384
uc_boot_stack_top:

	.section .data.boot,"aw"
	.balign 8
	.globl uc_boot_tsc
	.type uc_boot_tsc,@object
uc_boot_tsc:
	.quad 0
	.size uc_boot_tsc,8
	.section .note.GNU-stack,"",@progbits
