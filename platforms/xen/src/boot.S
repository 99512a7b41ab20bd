/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The entry of a paravirtualised guest (xen/elfnote.h, xen/xen.h "Start-of-day
 * memory layout"): guest kernel mode, paging on, memory mapped at its own address
 * up to a little above all that the domain was built with; rsi points to struct
 * start_info. start.c makes the rest.
 */
	.macro note type, value:vararg
	.balign 4
	.long 4, 2f-1f, \type
	.asciz "Xen"
1:	\value
2:	.balign 4
	.endm

	.section .note.Xen,"a",@note
	note 1, .quad uc_pv_entry	/* ENTRY */
	note 3, .quad 0			/* VIRT_BASE */
	note 4, .quad 0			/* PADDR_OFFSET */
	note 5, .asciz "xen-3.0"	/* XEN_VERSION */
	note 6, .asciz "unicore"	/* GUEST_OS */
	note 8, .asciz "generic"	/* LOADER */
	note 9, .asciz "yes"		/* PAE_MODE */
	note 14, .long 1		/* SUSPEND_CANCEL */

	.section .text.boot,"ax",@progbits
	.globl uc_pv_entry
	.type uc_pv_entry,@function
uc_pv_entry:
	cld
	rdtsc
	mov %eax,uc_boot_tsc
	mov %edx,uc_boot_tsc+4
	mov $uc_boot_stack_top,%esp
	mov %rsi,%rdi
	xor %ebp,%ebp
	call uc_start
	ud2
	.size uc_pv_entry,.-uc_pv_entry

	.section .bss.boot,"aw",@nobits
	.balign 4096
	.skip 4096			/* guard: not mapped by the final tables */
	.globl uc_boot_stack_top
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
