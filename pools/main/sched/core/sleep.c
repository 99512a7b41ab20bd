/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/sched.h>
#include <uc/timer.h>

struct alarm {
	struct uc_timer timer;
	struct uc_thread *thread;
	bool rang;
};

static void ring(struct uc_timer *timer)
{
	struct alarm *a = UC_CONTAINER(timer, struct alarm, timer);

	a->rang = true;
	if (a->thread->state == UC_SLEEPING || a->thread->state == UC_WAITING)
		uc_sched_ready(a->thread);
}

int uc_sleep(uint64_t deadline, bool interruptible)
{
	struct uc_thread *t = uc_current;
	struct alarm a = {.timer.fn = ring, .thread = t};
	unsigned long f = uc_irq_save();
	int r = 0;

	if (!t->woken && interruptible && (t->work & (UC_WORK_SIGNAL | UC_WORK_EXIT)))
		r = -EINTR;
	else if (!t->woken && deadline != UINT64_MAX && deadline <= uc_monotonic())
		r = -ETIMEDOUT;
	else if (!t->woken) {
		if (deadline != UINT64_MAX)
			uc_timer_set(&a.timer, deadline);
		t->state = interruptible ? UC_WAITING : UC_SLEEPING;
		uc_sched_next();
		if (a.timer.armed)
			uc_timer_cancel(&a.timer);
		if (t->woken)
			r = 0;
		else if (a.rang)
			r = -ETIMEDOUT;
		else if (interruptible && (t->work & (UC_WORK_SIGNAL | UC_WORK_EXIT)))
			r = -EINTR;
	}
	t->woken = false;
	uc_irq_restore(f);
	return r;
}
