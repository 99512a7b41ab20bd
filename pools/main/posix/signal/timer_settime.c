/* SPDX-License-Identifier: BSD-3-Clause */
#include "ptimer.h"

UC_SYSCALL(timer_settime, int id, int flags, const struct itimerspec *in,
	   struct itimerspec *out)
{
	struct ptimer *t = uc_ptimer_find(id);
	uint64_t value, interval, deadline, left, old;
	unsigned long f;
	int r;

	if (!t)
		return -EINVAL;
	r = uc_time_in(&in->it_value, &value);
	if (!r)
		r = uc_time_in(&in->it_interval, &interval);
	if (!r)
		r = uc_clock_deadline(t->clock, value, flags & TIMER_ABSTIME, &deadline);
	if (r)
		return r;
	f = uc_irq_save();
	left = uc_ptimer_left(t);
	old = t->interval;
	uc_timer_cancel(&t->timer);
	uc_signal_unpost(&t->q);
	t->overrun = 0;
	t->interval = interval;
	t->running = value;
	if (value)
		uc_timer_set(&t->timer, deadline);
	uc_irq_restore(f);
	if (out && !(r = uc_time_out(&out->it_value, left)))
		r = uc_time_out(&out->it_interval, old);
	return r;
}
