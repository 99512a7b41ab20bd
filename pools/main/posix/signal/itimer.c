/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/timer.h>
#include "itimer.h"
#include "state.h"

static uint64_t interval;

static void ring(struct uc_timer *t)
{
	uint64_t now = uc_monotonic(), next = t->when + interval;

	if (interval)
		uc_timer_set(t, next > now ? next : now + interval);
	uc_signal_send(NULL, SIGALRM, NULL);
}

void uc_itimer(const struct uc_itimer_value *new, struct uc_itimer_value *old)
{
	static struct uc_timer timer = {.fn = ring};
	unsigned long f = uc_irq_save();
	uint64_t now = uc_monotonic();

	old->interval = interval;
	old->left = !timer.armed ? 0 : timer.when > now ? timer.when - now : 1000;
	if (new) {
		uc_timer_cancel(&timer);
		interval = new->interval;
		if (new->left)
			uc_timer_set(&timer, now + new->left < now ? UINT64_MAX
								   : now + new->left);
	}
	uc_irq_restore(f);
}
