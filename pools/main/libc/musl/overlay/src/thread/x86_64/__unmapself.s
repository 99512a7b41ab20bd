/* SPDX-License-Identifier: BSD-3-Clause */
.text
.global __unmapself
.type __unmapself,@function
__unmapself:
	cmpb $0,uc_booted(%rip)
	je 1f
	mov $uc_unmapself,%r11d
	mov $11,%eax
	call uc_gate_restart
1:	mov $11,%eax		/* munmap */
	syscall
	xor %edi,%edi
	mov $60,%eax		/* exit */
	syscall
	hlt
.section .note.GNU-stack,"",@progbits
