/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A fault of the application. Handlers are looked up weakly: an image that
 * never sets one need not have the machinery.
 */
#include "state.h"

bool uc_signal_force(int sig, int code, uintptr_t addr) UC_WEAK;

static const char *why(int sig, int code)
{
	if (sig == SIGSEGV)
		return code == SEGV_ACCERR ? "access not permitted" : "nothing is mapped";
	return sig == SIGFPE  ? "arithmetic"
	       : sig == SIGILL ? "illegal instruction"
	       : sig == SIGTRAP ? "breakpoint"
			       : "bus error";
}

void uc_signal_fault(int sig, int code, uintptr_t addr, struct uc_uframe *f)
{
	struct uc_thread *t = uc_current;

	if (uc_signal_force && uc_signal_force(sig, code, addr))
		return;
	uc_printk("fault in thread %d (%s): %s, address 0x%lx\n", t->tid, t->name,
		  why(sig, code), addr);
	if (f) {
		uc_dump_regs(&f->regs);
		uc_backtrace(f->regs.rip, f->regs.rbp);
	}
	uc_signal_die(sig);
}
