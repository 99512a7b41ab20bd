/* SPDX-License-Identifier: BSD-3-Clause */
#include "state.h"

/* Where nothing sends, nothing is pending: only the mask is kept. */
extern __typeof__(uc_signal_mask) uc_signal_mask UC_WEAK;

UC_SYSCALL(rt_sigprocmask, int how, const uint64_t *in, uint64_t *out,
	   size_t size)
{
	uint64_t old = uc_current->sig_mask, set;

	if (size != SET_SIZE)
		return -EINVAL;
	if (in) {
		if (uc_copy_in(&set, in, sizeof set))
			return -EFAULT;
		if (how == SIG_BLOCK)
			set |= old;
		else if (how == SIG_UNBLOCK)
			set = old & ~set;
		else if (how != SIG_SETMASK)
			return -EINVAL;
		set &= ~UNBLOCKABLE;
		if (!uc_signal_mask)
			uc_current->sig_mask = set;
		else if (set != old)
			uc_signal_mask(set);
	}
	return out ? uc_copy_out(out, &old, sizeof old) : 0;
}
