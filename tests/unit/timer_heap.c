/* SPDX-License-Identifier: BSD-3-Clause */
/* Timers against a plain array: every one fires once, in order, never early. */
#include "unit.h"
#include "../../pools/main/sched/timer/timer.c"

#define COUNT 500

static uint64_t now, armed_for = UINT64_MAX, last_fired;
static void (*tick)(void);
static struct { struct uc_timer t; uint64_t due; } timers[COUNT];
static unsigned fired;

uint64_t uc_plat_monotonic(void) { return now; }
void uc_plat_timer_init(void (*fn)(void)) { tick = fn; }
void uc_plat_timer_set(uint64_t t) { armed_for = t; }

static void fire(struct uc_timer *t)
{
	unsigned i = (unsigned)(((char *)t - (char *)timers) / sizeof timers[0]);

	CHECK(timers[i].due != UINT64_MAX);
	CHECK(!t->armed && t->when == timers[i].due && t->when <= now);
	CHECK(t->when >= last_fired);
	last_fired = t->when;
	timers[i].due = UINT64_MAX;
	fired++;
	if (unit_random() % 8 == 0) { /* periodic ones arm themselves again */
		timers[i].due = now + 1 + unit_random() % 1000;
		uc_timer_set(t, timers[i].due);
	}
}

static uint64_t earliest(void)
{
	uint64_t e = UINT64_MAX;

	for (unsigned i = 0; i < COUNT; i++)
		e = UC_MIN(e, timers[i].due);
	return e;
}

int main(void)
{
	for (unsigned i = 0; i < COUNT; i++) {
		timers[i].t.fn = fire;
		timers[i].due = UINT64_MAX;
	}
	for (unsigned round = 0; round < 200000; round++) {
		unsigned i = unit_random() % COUNT;

		switch (unit_random() % 4) {
		case 0:
		case 1:
			timers[i].due = now + unit_random() % 5000;
			uc_timer_set(&timers[i].t, timers[i].due);
			break;
		case 2:
			timers[i].due = UINT64_MAX;
			uc_timer_cancel(&timers[i].t);
			CHECK(!timers[i].t.armed);
			break;
		default:
			now += unit_random() % 500;
		}
		/* whatever is pending, the platform must ring in time for it */
		CHECK(armed_for <= earliest());
		if (armed_for <= now) {
			armed_for = UINT64_MAX;
			last_fired = 0;
			tick();
			CHECK(earliest() > now);
		}
	}
	CHECK(fired > 10000);
	printf("ok timer_heap\n");
	return 0;
}
