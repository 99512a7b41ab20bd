/* SPDX-License-Identifier: BSD-3-Clause */
/* Where a signal handler returns to; the raw instruction serves both worlds. */
.text
.global __restore_rt
.hidden __restore_rt
.type __restore_rt,@function
__restore_rt:
	mov $15,%eax
	syscall
	hlt
	.long uc_do_rt_sigreturn	/* the raw gate's table is weak: link it */
.size __restore_rt,.-__restore_rt
.section .note.GNU-stack,"",@progbits
