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

/* Takes longer than its interval. */
static void slow(struct uc_timer *t)
{
	uint64_t next;

	CHECK(++fired < 10);
	now += 25;
	CHECK(uc_timer_missed(t->when, 10, now, &next) == 2 && next == t->when + 30);
	uc_timer_set(t, t->when + 1);
}

/* An event ends though its timer is due again by then. */
static void flood(void)
{
	struct uc_timer t = {.fn = slow};
	uint64_t next;

	uc_timer_set(&t, now);
	tick();
	CHECK(fired == 1 && t.armed && armed_for == t.when && t.when <= now);
	uc_timer_cancel(&t);
	CHECK(uc_timer_missed(100, 7, 99, &next) == 0 && next == 107);
	CHECK(uc_timer_missed(100, 7, 107, &next) == 1 && next == 114);
	CHECK(uc_timer_missed(100, UINT64_MAX, 200, &next) == 0 && next == UINT64_MAX);
	CHECK(uc_timer_missed(0, 1, UINT64_MAX, &next) == UINT64_MAX && next == UINT64_MAX);
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
	fired = 0;
	flood();
	printf("ok timer_heap\n");
	return 0;
}
