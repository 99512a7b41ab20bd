/* SPDX-License-Identifier: BSD-3-Clause */
#include <sys/select.h>
#include "internal.h"

UC_SYSCALL(pselect6, int n, fd_set *in, fd_set *out, fd_set *ex,
	   struct timespec *timeout, const void *user)
{
	struct {
		const uint64_t *mask;
		size_t size;
	} sig = {0};
	uint64_t deadline;

	if (user && uc_copy_in(&sig, user, sizeof sig))
		return -EFAULT;
	long r = uc_poll_timespec(timeout, &deadline);
	if (!r)
		r = uc_poll_mask_begin(sig.mask, sig.size);
	if (r)
		return r;
	r = uc_select(n, in, out, ex, deadline);
	uc_poll_mask_end(sig.mask, r);
	uc_poll_left(timeout, deadline);
	return r;
}
