/* SPDX-License-Identifier: BSD-3-Clause */
/* Time slices: a one-shot timer, armed only while somebody else is ready. */
#include <uc/scheduler.h>
#include <uc/timer.h>

static void over(struct uc_timer *timer)
{
	struct uc_thread *t = uc_current;

	if (uc_list_empty(&uc_ready))
		return;
	/* armed for a thread that ran before this one */
	if (timer->when < t->slice_end) {
		uc_timer_set(timer, t->slice_end);
		return;
	}
	__atomic_or_fetch(&t->work, UC_WORK_RESCHED, __ATOMIC_RELAXED);
}

void uc_policy_several(void)
{
	static struct uc_timer timer = {.fn = over};

	if (!timer.armed)
		uc_timer_set(&timer, uc_current->slice_end);
}
