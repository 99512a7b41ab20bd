/* SPDX-License-Identifier: BSD-3-Clause */
#include "ptimer.h"

struct uc_list uc_ptimers = UC_LIST_INIT(uc_ptimers);

struct ptimer *uc_ptimer_find(int id)
{
	uc_list_each(n, &uc_ptimers) {
		struct ptimer *t = UC_CONTAINER(n, struct ptimer, all);

		if (t->id == id)
			return t;
	}
	return NULL;
}

uint64_t uc_ptimer_left(const struct ptimer *t)
{
	uint64_t now = uc_monotonic(), next = t->timer.when;

	if (!t->running)
		return 0;
	if (!t->timer.armed)
		uc_timer_missed(next, t->interval, now, &next);
	return next > now ? next - now : 1;
}
