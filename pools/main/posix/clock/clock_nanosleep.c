/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include "nap.h"

UC_SYSCALL(clock_nanosleep, clockid_t clock, int flags,
	   const struct timespec *in, struct timespec *rest)
{
	uint64_t ns, deadline;
	bool absolute = flags & TIMER_ABSTIME;
	int r;

	if (clock == CLOCK_THREAD_CPUTIME_ID)
		return -EINVAL;
	r = uc_time_in(in, &ns);
	if (!r)
		r = uc_clock_deadline(clock, ns, absolute, &deadline);
	return r ? r : uc_nap(deadline, absolute ? NULL : rest);
}
