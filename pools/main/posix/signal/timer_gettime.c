/* SPDX-License-Identifier: BSD-3-Clause */
#include "ptimer.h"

UC_SYSCALL(timer_gettime, int id, struct itimerspec *out)
{
	struct ptimer *t = uc_ptimer_find(id);
	uint64_t now = uc_monotonic(), left = 0;
	int r;

	if (!t)
		return -EINVAL;
	if (t->timer.armed)
		left = t->timer.when > now ? t->timer.when - now : 1;
	r = uc_time_out(&out->it_value, left);
	return r ? r : uc_time_out(&out->it_interval, t->interval);
}
