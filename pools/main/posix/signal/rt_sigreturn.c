/* SPDX-License-Identifier: BSD-3-Clause */
#include "frame.h"

static void restore_regs(struct uc_regs *r, const uint64_t *g)
{
	r->r8 = g[G_R8], r->r9 = g[G_R9], r->r10 = g[G_R10], r->r11 = g[G_R11];
	r->r12 = g[G_R12], r->r13 = g[G_R13], r->r14 = g[G_R14], r->r15 = g[G_R15];
	r->rdi = g[G_RDI], r->rsi = g[G_RSI], r->rbp = g[G_RBP], r->rbx = g[G_RBX];
	r->rdx = g[G_RDX], r->rax = g[G_RAX], r->rcx = g[G_RCX], r->rsp = g[G_RSP];
	r->rip = g[G_RIP];
	r->rflags = (g[G_EFL] & FLAGS_MASK) | 0x202;
}

/* Bounds what the processor would refuse to load: reserved bits of mxcsr, and
 * of XSAVE's header (Intel SDM vol. 1, 13.4.2) everything but the states that
 * are enabled. */
static int restore_fpu(struct uc_thread *t, uint64_t from)
{
	size_t n = uc_arch_fpu_size();
	uint8_t *area = t->fpu;
	uint64_t known = 0, *header = (uint64_t *)(area + 512);
	uint32_t *mxcsr = (uint32_t *)(area + 24), mask;

	uc_arch_fpu_save(area);
	mask = mxcsr[1] ? mxcsr[1] : 0xffbf;
	if (n > 512) {
		uint32_t lo, hi;

		__asm__ volatile("xgetbv" : "=a"(lo), "=d"(hi) : "c"(0));
		known = lo | (uint64_t)hi << 32;
	}
	if (uc_copy_in(area, (void *)from, n))
		return -EFAULT;
	*mxcsr &= mask;
	if (n > 512) {
		header[0] &= known;
		memset(header + 1, 0, 56);
	}
	uc_arch_fpu_restore(area);
	return 0;
}

/* The restorer runs with the frame's first word, its own address, popped. */
UC_SYSCALL(rt_sigreturn, void)
{
	struct uc_thread *t = uc_current;
	struct uc_uframe *f = t->uframe;
	struct sigframe s;

	if (f->kind != UC_UFRAME_FULL ||
	    uc_copy_in(&s, (void *)(f->regs.rsp - 8), sizeof s) ||
	    s.regs[G_RIP] >= UC_USER_TOP ||
	    (s.fpstate && restore_fpu(t, s.fpstate))) {
		uc_printk("the frame that a signal handler returns to is broken\n");
		uc_signal_die(SIGSEGV);
	}
	restore_regs(&f->regs, s.regs);
	f->nr = -1;
	f->handler = NULL;
	if (!(s.stack.ss_flags & SS_DISABLE))
		t->sig_stack = s.stack;
	uc_signal_mask(s.mask);
	return f->regs.rax;
}
