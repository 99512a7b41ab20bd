/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

UC_SYSCALL(ppoll, struct pollfd *fds, unsigned n, struct timespec *timeout,
	   const uint64_t *mask, size_t size)
{
	uint64_t deadline;
	long r = uc_poll_timespec(timeout, &deadline);

	if (!r)
		r = uc_poll_mask_begin(mask, size);
	if (r)
		return r;
	r = uc_poll_user(fds, n, deadline);
	uc_poll_mask_end(mask, r);
	uc_poll_left(timeout, deadline);
	return r;
}
