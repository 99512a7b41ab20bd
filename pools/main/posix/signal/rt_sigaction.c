/* SPDX-License-Identifier: BSD-3-Clause */
#include "state.h"

__asm__(".reloc ., R_X86_64_NONE, uc_signal_fault");

UC_SYSCALL(rt_sigaction, int sig, const struct action *in, struct action *out,
	   size_t size)
{
	struct action a, old;

	if (size != SET_SIZE || sig < 1 || sig > SIG_COUNT ||
	    (in && (BIT(sig) & UNBLOCKABLE)))
		return -EINVAL;
	if (in && uc_copy_in(&a, in, sizeof a))
		return -EFAULT;
	old = uc_signal_actions[sig];
	if (in) {
		a.mask &= ~UNBLOCKABLE;
		uc_signal_actions[sig] = a;
		if (uc_signal_ignored(sig))
			uc_signal_discard(sig);
	}
	return out ? uc_copy_out(out, &old, sizeof old) : 0;
}
