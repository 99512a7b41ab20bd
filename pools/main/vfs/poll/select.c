/* SPDX-License-Identifier: BSD-3-Clause */
#include <sys/select.h>
#include <uc/timer.h>
#include "internal.h"

UC_SYSCALL(select, int n, fd_set *in, fd_set *out, fd_set *ex,
	   struct timeval *timeout)
{
	uint64_t deadline = UINT64_MAX;
	struct timeval t;

	if (timeout) {
		if (uc_copy_in(&t, timeout, sizeof t))
			return -EFAULT;
		if (t.tv_sec < 0 || t.tv_usec < 0)
			return -EINVAL;
		if (t.tv_sec < INT32_MAX)
			deadline = uc_poll_deadline(t.tv_sec * 1000000000ULL +
						    t.tv_usec * 1000ULL);
	}
	long r = uc_select(n, in, out, ex, deadline);
	if (timeout && deadline != UINT64_MAX) {
		uint64_t now = uc_monotonic();
		uint64_t us = deadline > now ? (deadline - now) / 1000 : 0;
		t = (struct timeval){us / 1000000, us % 1000000};
		uc_copy_out(timeout, &t, sizeof t);
	}
	return r;
}
