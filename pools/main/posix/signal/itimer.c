/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/timer.h>
#include "itimer.h"
#include "state.h"

static void ring(struct uc_timer *t);
static void taken(struct queued *q, siginfo_t *given);

static struct uc_timer timer = {.fn = ring};
static struct queued alarm = {.taken = taken, .info = {.si_signo = SIGALRM, .si_code = SI_KERNEL}};
static uint64_t interval;

static void again(uint64_t after)
{
	uint64_t next;

	if (!interval)
		return;
	uc_timer_missed(timer.when, interval, after, &next);
	uc_timer_set(&timer, next);
}

/* It goes on from here, so that it rings no faster than it is heard. */
static void taken(struct queued *q, siginfo_t *given)
{
	(void)q, (void)given;
	if (!timer.armed) /* it may have been set anew */
		again(uc_monotonic());
}

static void ring(struct uc_timer *t)
{
	(void)t;
	if (!uc_signal_post(NULL, SIGALRM, &alarm))
		again(uc_monotonic() + UC_TIMER_UNHEARD);
}

void uc_itimer(const struct uc_itimer_value *new, struct uc_itimer_value *old)
{
	unsigned long f = uc_irq_save();
	uint64_t now = uc_monotonic();

	old->interval = interval;
	old->left = !timer.armed ? 0 : timer.when > now ? timer.when - now : 1000;
	if (new) {
		uc_timer_cancel(&timer);
		interval = new->left ? new->interval : 0;
		if (new->left)
			uc_timer_set(&timer, now + new->left < now ? UINT64_MAX
								   : now + new->left);
	}
	uc_irq_restore(f);
}
