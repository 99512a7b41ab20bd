/* SPDX-License-Identifier: BSD-3-Clause */
#include "ptimer.h"

UC_SYSCALL(timer_gettime, int id, struct itimerspec *out)
{
	struct ptimer *t = uc_ptimer_find(id);
	unsigned long f;
	uint64_t left;
	int r;

	if (!t)
		return -EINVAL;
	f = uc_irq_save();
	left = uc_ptimer_left(t);
	uc_irq_restore(f);
	r = uc_time_out(&out->it_value, left);
	return r ? r : uc_time_out(&out->it_interval, t->interval);
}
