/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/clock.h>
#include "itimer.h"
#include "state.h"

UC_SYSCALL(setitimer, int which, const struct itimerval *in,
	   struct itimerval *out)
{
	struct uc_itimer_value new = {0}, old;
	int r = 0;

	/* nothing ticks, so nothing counts CPU time down */
	if (which != ITIMER_REAL)
		return which == ITIMER_VIRTUAL || which == ITIMER_PROF ? -ENOSYS : -EINVAL;
	if (in && !(r = uc_timeval_in(&in->it_value, &new.left)))
		r = uc_timeval_in(&in->it_interval, &new.interval);
	if (r)
		return r;
	uc_itimer(&new, &old);
	if (out && !(r = uc_timeval_out(&out->it_value, old.left)))
		r = uc_timeval_out(&out->it_interval, old.interval);
	return r;
}
