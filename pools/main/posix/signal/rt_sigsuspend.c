/* SPDX-License-Identifier: BSD-3-Clause */
#include "state.h"

UC_SYSCALL(rt_sigsuspend, const uint64_t *in, size_t size)
{
	struct uc_thread *t = uc_current;
	uint64_t set;

	if (size != SET_SIZE)
		return -EINVAL;
	if (uc_copy_in(&set, in, sizeof set))
		return -EFAULT;
	t->sig_saved_mask = t->sig_mask;
	t->sig_restore_mask = true;
	uc_signal_mask(set);
	while (uc_sleep(UINT64_MAX, true) != -EINTR)
		;
	return -ERESTART_NO_HANDLER;
}
