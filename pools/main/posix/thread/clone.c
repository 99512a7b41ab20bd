/* SPDX-License-Identifier: BSD-3-Clause */
#include <linux/sched.h>
#include <uc/syscall.h>
#include <uc/thread.h>

__asm__(".reloc ., R_X86_64_NONE, uc_thread_exit_hook");
__asm__(".reloc ., R_X86_64_NONE, uc_lock_futex");
__asm__(".reloc ., R_X86_64_NONE, uc_thread_exit");

#define THREAD (CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD)
#define KNOWN                                                                  \
	(THREAD | CLONE_SYSVSEM | CLONE_SETTLS | CLONE_PARENT_SETTID |         \
	 CLONE_CHILD_CLEARTID | CLONE_CHILD_SETTID | CLONE_DETACHED)

UC_SYSCALL(clone, unsigned long flags, uintptr_t stack, int *parent_tid,
	   int *child_tid, uintptr_t tls)
{
	struct uc_uframe f = *uc_current->uframe;
	struct uc_thread *t;

	/* the exit signal in the low byte means nothing for a thread */
	if ((flags & THREAD) != THREAD || (flags & ~(KNOWN | 0xffUL)))
		return uc_nosys(SYS_clone, "clone");
	if (!stack)
		return -EINVAL;
	f.regs.rsp = stack;
	f.regs.rax = 0;
	if (f.kind == UC_UFRAME_CALL) {
		/* the gate leaves these to those that need them */
		f.regs.cs = UC_CPU_CS;
		f.regs.ss = UC_CPU_SS;
		f.regs.rflags = 0x202;
		f.regs.rdi = f.regs.rsi = f.regs.rdx = f.regs.rcx = 0;
		f.regs.r8 = f.regs.r9 = f.regs.r10 = f.regs.r11 = 0;
	}
	f.nr = -1;
	f.handler = NULL;
	t = uc_thread_user(&f, flags & CLONE_SETTLS ? tls : uc_current->tls);
	if (!t)
		return -EAGAIN;
	/* it cannot run before this call is over */
	if (flags & CLONE_CHILD_CLEARTID)
		t->clear_tid = child_tid;
	if (flags & CLONE_PARENT_SETTID)
		uc_copy_out(parent_tid, &t->tid, sizeof t->tid);
	if (flags & CLONE_CHILD_SETTID)
		uc_copy_out(child_tid, &t->tid, sizeof t->tid);
	return t->tid;
}
