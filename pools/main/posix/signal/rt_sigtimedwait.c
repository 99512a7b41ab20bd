/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/clock.h>
#include "state.h"

UC_SYSCALL(rt_sigtimedwait, const uint64_t *in, siginfo_t *out,
	   const struct timespec *timeout, size_t size)
{
	uint64_t set, ns, deadline = UINT64_MAX;
	siginfo_t info;
	int sig = 0, r = 0;

	if (size != SET_SIZE)
		return -EINVAL;
	if (uc_copy_in(&set, in, sizeof set))
		return -EFAULT;
	if (timeout) {
		r = uc_time_in(timeout, &ns);
		if (r)
			return r;
		uc_clock_deadline(CLOCK_MONOTONIC, ns, false, &deadline);
	}
	set &= ~UNBLOCKABLE;
	r = uc_wait_until(&uc_signal_waitq, (sig = uc_signal_take(set, &info)),
			  deadline, true);
	if (!sig)
		return r == -ETIMEDOUT ? -EAGAIN : r;
	if (out && uc_copy_out(out, &info, sizeof info))
		return -EFAULT;
	return sig;
}
