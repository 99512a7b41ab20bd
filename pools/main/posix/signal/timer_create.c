/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/heap.h>
#include "ptimer.h"

#define OVERRUN_MAX INT32_MAX

/* It goes on from here, so that it rings no faster than it is heard. */
static void taken(struct queued *q, siginfo_t *given)
{
	struct ptimer *t = UC_CONTAINER(q, struct ptimer, q);
	uint64_t missed = 0, next;

	if (t->interval) {
		missed = uc_timer_missed(t->timer.when, t->interval, uc_monotonic(), &next);
		uc_timer_set(&t->timer, next);
	}
	t->overrun = UC_MIN(missed, OVERRUN_MAX);
	if (given)
		given->si_overrun = t->overrun;
}

static void ring(struct uc_timer *timer)
{
	struct ptimer *t = UC_CONTAINER(timer, struct ptimer, timer);
	struct uc_thread *to = NULL;
	uint64_t next;

	t->running = t->interval;
	if (t->notify == SIGEV_NONE)
		return;
	if ((t->notify != SIGEV_THREAD_ID || (to = uc_thread_find(t->tid))) &&
	    uc_signal_post(to, t->q.info.si_signo, &t->q))
		return;
	if (t->interval) {
		uc_timer_missed(timer->when, t->interval, uc_monotonic() + UC_TIMER_UNHEARD, &next);
		uc_timer_set(timer, next);
	}
}

UC_SYSCALL(timer_create, clockid_t clock, const struct sigevent *event, int *id)
{
	static int last = -1;
	struct sigevent e = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM};
	struct ptimer *t;
	uint64_t ns;
	int r = uc_clock_deadline(clock, 0, false, &ns);

	if (r)
		return r;
	if (event && uc_copy_in(&e, event, sizeof e))
		return -EFAULT;
	if (e.sigev_notify != SIGEV_NONE &&
	    (e.sigev_signo < 1 || e.sigev_signo > SIG_COUNT ||
	     (e.sigev_notify != SIGEV_SIGNAL && e.sigev_notify != SIGEV_THREAD_ID) ||
	     (e.sigev_notify == SIGEV_THREAD_ID &&
	      !uc_thread_find(e.sigev_notify_thread_id))))
		return -EINVAL;
	t = uc_zalloc(sizeof *t);
	if (!t)
		return -EAGAIN;
	do
		last = last == INT32_MAX ? 0 : last + 1;
	while (uc_ptimer_find(last));
	t->id = last;
	t->clock = clock;
	t->notify = e.sigev_notify;
	t->tid = e.sigev_notify_thread_id;
	t->timer.fn = ring;
	t->q.taken = taken;
	t->q.info.si_signo = e.sigev_signo;
	t->q.info.si_code = SI_TIMER;
	t->q.info.si_timerid = t->id;
	t->q.info.si_value = e.sigev_value;
	if (!event)
		t->q.info.si_value.sival_int = t->id;
	if (uc_copy_out(id, &t->id, sizeof t->id)) {
		uc_free(t);
		return -EFAULT;
	}
	uc_list_append(&uc_ptimers, &t->all);
	return 0;
}
