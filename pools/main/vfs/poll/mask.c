/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/signal.h>
#include "internal.h"

int uc_poll_mask_begin(const uint64_t *user, size_t size)
{
	uint64_t set;

	if (!user)
		return 0;
	if (size != sizeof set)
		return -EINVAL;
	if (uc_copy_in(&set, user, sizeof set))
		return -EFAULT;
	uc_current->sig_saved_mask = uc_current->sig_mask;
	uc_current->sig_restore_mask = true;
	uc_signal_mask(set);
	return 0;
}

/* Interrupted: the handler runs with the temporary mask, which is taken back
 * when it has been set up. */
void uc_poll_mask_end(const uint64_t *user, long result)
{
	if (!user || result == -EINTR)
		return;
	uc_current->sig_restore_mask = false;
	uc_signal_mask(uc_current->sig_saved_mask);
}
