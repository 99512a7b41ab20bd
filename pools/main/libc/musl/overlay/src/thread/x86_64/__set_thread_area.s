/* SPDX-License-Identifier: BSD-3-Clause */
/* arch_prctl(ARCH_SET_FS, p) */
.text
.global __set_thread_area
.hidden __set_thread_area
.type __set_thread_area,@function
__set_thread_area:
	mov %rdi,%rsi
	mov $0x1002,%edi
	jmp uc_sys_arch_prctl
.section .note.GNU-stack,"",@progbits
