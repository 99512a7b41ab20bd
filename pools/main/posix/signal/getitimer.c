/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/clock.h>
#include "itimer.h"
#include "state.h"

UC_SYSCALL(getitimer, int which, struct itimerval *out)
{
	struct uc_itimer_value v = {0};
	int r;

	if (which < ITIMER_REAL || which > ITIMER_PROF)
		return -EINVAL;
	if (which == ITIMER_REAL)
		uc_itimer(NULL, &v);
	r = uc_timeval_out(&out->it_value, v.left);
	return r ? r : uc_timeval_out(&out->it_interval, v.interval);
}
