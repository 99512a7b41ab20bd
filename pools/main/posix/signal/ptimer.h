/* SPDX-License-Identifier: BSD-3-Clause */
/* POSIX per-process timers. */
#ifndef UC_PTIMER_H
#define UC_PTIMER_H
#include <uc/clock.h>
#include <uc/timer.h>
#include "state.h"

struct ptimer {
	struct uc_timer timer;
	struct uc_list all;
	int id;
	clockid_t clock;
	int notify, tid;
	uint64_t interval;
	struct queued q;
	int overrun;  /* of the delivery that was last */
	bool running; /* the last setting is not over; armed or pending */
};
extern struct uc_list uc_ptimers;
struct ptimer *uc_ptimer_find(int id);
/* ns until it rings; 0: it does not. Interrupts off. */
uint64_t uc_ptimer_left(const struct ptimer *t);
#endif
