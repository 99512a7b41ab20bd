/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Multiboot entry (Multiboot Specification 0.6.96): how xl starts a kernel in an
 * HVM guest, whose device model knows no other protocol that a 64-bit ELF could
 * follow. It loads the file as one piece, as the addresses in the header say;
 * so the parts after the first are moved to where the program headers want
 * them, and what was told is put into the form that the PVH entry takes. The
 * table of symbols, whose size is not known here, is left behind.
 */
#define MAGIC  0x1badb002
#define LOADED 0x2badb002
#define FLAGS  0x00010003 /* memory map, modules on pages, addresses below */

#define PHDR       56
#define P_OFFSET   8
#define P_VADDR    16
#define P_FILESZ   32
#define P_MEMSZ    40
#define SEGMENT_RO   1
#define SEGMENT_DATA 2

#define MB_CMDLINE 16
#define MB_MODS    20
#define MB_MODS_AT 24
#define MB_MMAP    44
#define MB_MMAP_AT 48
#define MB_LOADER  64
#define MB_HAS_CMDLINE 4
#define MB_HAS_MODS    8
#define MB_HAS_MMAP    0x40
#define MB_HAS_LOADER  0x200

/* Xen public headers, arch-x86/hvm/start_info.h */
#define SI_MAGIC   0x336ec578
#define SI_MODULES 12
#define SI_MODLIST 16
#define SI_CMDLINE 24
#define SI_MEMMAP  40
#define SI_ENTRIES 48
#define MAX_ENTRIES 128

	.section .text.boot,"ax",@progbits
	.balign 4
	.globl uc_multiboot
	.type uc_multiboot,@object
uc_multiboot:
	.long MAGIC, FLAGS, -(MAGIC + FLAGS)
	.long uc_multiboot
	.long __image_start
	.long __uc_flat_end
	.long __uc_syms_start + 4096
	.long entry
	.size uc_multiboot,.-uc_multiboot

	.code32
	.type entry,@function
entry:
	cmp $LOADED,%eax
	jne stop
	mov %ebx,%ebp
	mov $uc_boot_stack_top,%esp	/* far above what is moved */

	mov $__image_start,%edx
	add 32(%edx),%edx		/* the program headers */
	lea SEGMENT_DATA*PHDR(%edx),%ebx
	call raise
	cld
	mov P_VADDR(%ebx),%edi
	mov P_FILESZ(%ebx),%eax
	add %eax,%edi
	mov P_MEMSZ(%ebx),%ecx
	sub %eax,%ecx
	xor %eax,%eax
	rep stosb
	lea SEGMENT_RO*PHDR(%edx),%ebx
	call raise
	cld
	movl $0,__uc_syms_start
	movl $8,__uc_syms_start+4

	mov $info,%ebx
	movl $SI_MAGIC,(%ebx)
	movl $1,4(%ebx)
	testl $MB_HAS_CMDLINE,(%ebp)
	jz 2f
	mov MB_CMDLINE(%ebp),%esi
	testl $MB_HAS_LOADER,(%ebp)
	jz 1f
	mov MB_LOADER(%ebp),%eax
	cmpl $0x756d6571,(%eax)		/* "qemu" puts the file's name in front */
	jne 1f
0:	lodsb
	cmp $' ',%al
	je 1f
	test %al,%al
	jnz 0b
	dec %esi
1:	mov %esi,SI_CMDLINE(%ebx)
2:	testl $MB_HAS_MODS,(%ebp)
	jz 3f
	cmpl $0,MB_MODS(%ebp)
	je 3f
	mov MB_MODS_AT(%ebp),%esi	/* the first is the initrd */
	mov (%esi),%eax
	mov %eax,module
	mov 4(%esi),%ecx
	sub %eax,%ecx
	mov %ecx,module+8
	movl $module,SI_MODLIST(%ebx)
	movl $1,SI_MODULES(%ebx)
3:	testl $MB_HAS_MMAP,(%ebp)
	jz 5f
	movl $memmap,SI_MEMMAP(%ebx)
	mov $memmap,%edi
	mov MB_MMAP_AT(%ebp),%edx
	mov MB_MMAP(%ebp),%eax
	add %edx,%eax			/* its end */
4:	cmp %eax,%edx
	jae 5f
	cmpl $MAX_ENTRIES,SI_ENTRIES(%ebx)
	jae 5f
	lea 4(%edx),%esi
	mov $5,%ecx			/* base, length, type */
	rep movsl
	add $4,%edi
	incl SI_ENTRIES(%ebx)
	add (%edx),%edx
	add $4,%edx
	jmp 4b
5:	jmp uc_pvh_entry

stop:	cli
	hlt
	jmp stop

/* Moves what the header at ebx describes from where it lies in the flat file to
 * its address, which is higher: the end first. */
raise:
	mov P_FILESZ(%ebx),%ecx
	mov $__image_start-1,%esi
	add P_OFFSET(%ebx),%esi
	add %ecx,%esi
	mov P_VADDR(%ebx),%edi
	add %ecx,%edi
	dec %edi
	std
	rep movsb
	ret
	.size entry,.-entry

	.section .bss.boot,"aw",@nobits
	.balign 8
info:
	.skip 56
module:
	.skip 32
memmap:
	.skip 24 * MAX_ENTRIES
	.section .note.GNU-stack,"",@progbits
