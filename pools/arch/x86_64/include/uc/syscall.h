/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Defining a system call:
 *
 *	UC_SYSCALL(read, int fd, void *buf, size_t n)
 *	{
 *		…
 *		return count or -errno;
 *	}
 *
 * Emits the handler uc_do_read and the stub uc_sys_read that libc calls. One
 * call a file, so that the archive member is pulled alone. The parameters are
 * at most 6, each an integer or a pointer.
 */
#ifndef UC_SYSCALL_H
#define UC_SYSCALL_H
#include <uc/arch.h>
#include <sys/syscall.h>

#define UC_SYSCALL(name, ...)                                                  \
	long uc_do_##name(__VA_ARGS__);                                        \
	__asm__(".pushsection .text.uc_sys_" #name ",\"ax\",@progbits\n"      \
		".globl uc_sys_" #name "\n"                                    \
		".type uc_sys_" #name ",@function\n"                           \
		"uc_sys_" #name ":\n"                                          \
		"	mov $" UC_STR(SYS_##name) ", %eax\n"                   \
		"	mov $uc_do_" #name ", %r11d\n"                         \
		"	jmp uc_gate\n"                                         \
		".size uc_sys_" #name ", . - uc_sys_" #name "\n"               \
		".popsection");                                                \
	long uc_do_##name(__VA_ARGS__)
#define UC_STR(x) UC_STR_(x)
#define UC_STR_(x) #x

/* Says once on the console that nr is not provided; returns -ENOSYS. For nosys
 * who calls it knows the name; enosys does where syscall(2) is linked. */
long uc_nosys(long nr, const char *name);
long uc_enosys(long nr);
/* Restart protocol: a handler interrupted by a signal before it did anything
 * returns -UC_ERESTART; the gate turns it into a restart (SA_RESTART) or
 * -EINTR after the handler ran. Calls that POSIX never restarts (sleep, poll,
 * select, epoll_wait, sigsuspend …) return -EINTR themselves. */
#define UC_ERESTART 512
#endif
