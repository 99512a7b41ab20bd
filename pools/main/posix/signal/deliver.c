/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/sched.h>
#include "frame.h"

_Static_assert(offsetof(struct sigframe, mask) == 8 + 296, "Linux's ucontext");

extern const char uc_gate_restart[];

/*
 * Turns the frame into one that makes the interrupted call again: for a called
 * stub by entering the gate anew, the return address being where it was;
 * for a raw instruction by executing it again.
 */
static void make_again(struct uc_uframe *f)
{
	struct uc_regs *r = &f->regs;

	r->rax = f->nr;
	if (f->kind == UC_UFRAME_FULL) {
		r->rip -= 2;
		return;
	}
	r->rsp -= 8;
	r->rip = (uintptr_t)uc_gate_restart;
	r->r11 = (uintptr_t)f->handler;
	r->rdi = f->args[0];
	r->rsi = f->args[1];
	r->rdx = f->args[2];
	r->rcx = f->args[3];
	r->r8 = f->args[4];
	r->r9 = f->args[5];
}

/* After a call these hold nothing: not what the kernel's stack had there. */
static void clear_dead(struct uc_regs *r)
{
	r->rdi = r->rsi = r->rdx = r->rcx = 0;
	r->r8 = r->r9 = r->r10 = r->r11 = 0;
	r->vector = r->error = 0;
}

static void save_regs(uint64_t *g, const struct uc_regs *r)
{
	g[G_R8] = r->r8, g[G_R9] = r->r9, g[G_R10] = r->r10, g[G_R11] = r->r11;
	g[G_R12] = r->r12, g[G_R13] = r->r13, g[G_R14] = r->r14, g[G_R15] = r->r15;
	g[G_RDI] = r->rdi, g[G_RSI] = r->rsi, g[G_RBP] = r->rbp, g[G_RBX] = r->rbx;
	g[G_RDX] = r->rdx, g[G_RAX] = r->rax, g[G_RCX] = r->rcx, g[G_RSP] = r->rsp;
	g[G_RIP] = r->rip, g[G_EFL] = r->rflags, g[G_CSGSFS] = USER_CS;
	g[G_ERR] = r->error, g[G_TRAPNO] = r->vector;
}

/* Where the frame goes: below the red zone or on the alternative stack. */
static uintptr_t stack_for(const struct action *a, uintptr_t sp)
{
	const stack_t *s = &uc_current->sig_stack;
	uintptr_t low = (uintptr_t)s->ss_sp;

	if ((a->flags & SA_ONSTACK) && s->ss_size && sp - low - 1 >= s->ss_size)
		return low + s->ss_size;
	return sp - RED_ZONE;
}

static void enter_handler(struct uc_uframe *f, const struct action *a, int sig,
			  const siginfo_t *info, uint64_t mask)
{
	struct uc_thread *t = uc_current;
	struct uc_regs *r = &f->regs;
	struct sigframe s = {.restorer = a->restorer, .stack = t->sig_stack,
			     .mask = mask, .info = *info};
	size_t fpu = uc_arch_fpu_size();
	uintptr_t sp = stack_for(a, r->rsp), low = (uintptr_t)s.stack.ss_sp;
	bool on_alt = sp - low - 1 < s.stack.ss_size;

	save_regs(s.regs, r);
	s.regs[G_OLDMASK] = mask;
	s.regs[G_CR2] = (uintptr_t)info->si_addr;
	if (!s.stack.ss_size)
		s.stack.ss_flags = SS_DISABLE;
	sp = UC_ALIGN_DOWN(sp - fpu, 64UL);
	s.fpstate = sp;
	/* the thread runs, so its save area is free for a passage */
	uc_arch_fpu_save(t->fpu);
	sp = UC_ALIGN_DOWN(sp - sizeof s, 16UL) - 8;
	if (!(a->flags & FLAG_RESTORER) ||
	    (on_alt && sp - low >= s.stack.ss_size) ||
	    uc_copy_out((void *)s.fpstate, t->fpu, fpu) ||
	    uc_copy_out((void *)sp, &s, sizeof s)) {
		uc_printk("no stack for the handler of signal %d\n", sig);
		uc_signal_die(SIGSEGV);
	}
	if (on_alt && (t->sig_stack.ss_flags & SS_AUTODISARM))
		t->sig_stack = (stack_t){0};
	r->rip = a->handler;
	r->rsp = sp;
	r->rdi = sig;
	r->rsi = sp + offsetof(struct sigframe, info);
	r->rdx = sp + offsetof(struct sigframe, flags);
	r->rax = 0;
	r->rflags = 0x202;
	f->kind = UC_UFRAME_FULL;
	f->nr = -1;
	f->handler = NULL;
	__asm__ volatile("fninit; ldmxcsr %0" ::"m"((uint32_t){0x1f80}));
}

/* What an interrupted call makes of itself before a handler runs (a), or none. */
static void finish_call(struct uc_uframe *f, const struct action *a)
{
	long result = f->regs.rax;
	bool again;

	if (f->nr < 0 || !f->handler ||
	    (result != -UC_ERESTART && result != -ERESTART_NO_HANDLER))
		return;
	again = !a || (result == -UC_ERESTART && (a->flags & SA_RESTART));
	if (again)
		make_again(f);
	else
		f->regs.rax = -EINTR;
}

void uc_signal_deliver(struct uc_uframe *f)
{
	struct uc_thread *t = uc_current;
	siginfo_t info;
	int sig;

	if (f->kind == UC_UFRAME_CALL)
		clear_dead(&f->regs);
	else if (!f->handler)
		uc_signal_before_call(&f->regs);
	while ((sig = uc_signal_take(~t->sig_mask, &info))) {
		struct action a = uc_signal_actions[sig];
		uint64_t mask = t->sig_restore_mask ? t->sig_saved_mask : t->sig_mask;

		if (uc_signal_ignored(sig))
			continue;
		if (a.handler == (uintptr_t)SIG_DFL)
			uc_signal_die(sig);
		finish_call(f, &a);
		enter_handler(f, &a, sig, &info, mask);
		t->sig_restore_mask = false;
		t->sig_mask |= a.mask | (a.flags & SA_NODEFER ? 0 : BIT(sig));
		if (a.flags & SA_RESETHAND)
			uc_signal_actions[sig].handler = (uintptr_t)SIG_DFL;
	}
	finish_call(f, NULL);
	if (t->sig_restore_mask) {
		t->sig_restore_mask = false;
		uc_signal_mask(t->sig_saved_mask);
	}
}
