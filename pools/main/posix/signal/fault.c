/* SPDX-License-Identifier: BSD-3-Clause */
#include "state.h"

bool uc_signal_fault(int sig, int code, uintptr_t addr)
{
	struct action *a = &uc_signal_actions[sig];
	struct uc_thread *t = uc_current;
	siginfo_t info;

	if (a->handler == (uintptr_t)SIG_DFL || a->handler == (uintptr_t)SIG_IGN ||
	    (t->sig_mask & BIT(sig)))
		return false;
	/* one that another thread sent is overtaken by the real one */
	while (t->sig_pending & BIT(sig))
		uc_signal_take(BIT(sig), &info);
	memset(&info, 0, sizeof info);
	info.si_code = code;
	info.si_addr = (void *)addr;
	uc_signal_send(t, sig, &info);
	return true;
}
