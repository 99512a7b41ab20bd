/* SPDX-License-Identifier: BSD-3-Clause */
#include "state.h"

UC_SYSCALL(rt_sigpending, uint64_t *out, size_t size)
{
	uint64_t set = uc_signal_pending_set() & uc_current->sig_mask;

	return size > SET_SIZE ? -EINVAL : uc_copy_out(out, &set, size);
}
