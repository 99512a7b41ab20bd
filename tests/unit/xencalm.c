/* SPDX-License-Identifier: BSD-3-Clause */
/* A back end that rings as often as it can: how much of the time is left, and that no
 * event is lost. A handler takes 2 us here, and what it interrupts the rest. */
#include "unit.h"
#include <pthread.h>
#include <signal.h>
struct uc_context { uint64_t ksp; };
#include "../../pools/main/xen/bus/calm.c"

static uint64_t now;
static bool masked, pending, own_mask;
static unsigned handled, upcalls, seen, work;
static struct uc_timer *timer;
static struct uc_xenbus_calm calm;

uint64_t uc_monotonic(void) { return now; }
void uc_timer_set(struct uc_timer *t, uint64_t when) { t->when = when; t->armed = true; timer = t; }
void uc_timer_cancel(struct uc_timer *t) { t->armed = false; timer = NULL; }
void uc_evtchn_mask(evtchn_port_t port) { CHECK(port == 9); masked = true; }
void uc_evtchn_unmask(evtchn_port_t port) { CHECK(port == 9); masked = false; }

static void handler(void *arg)
{
	CHECK(arg == &handled);
	now += 2000;
	if (uc_xenbus_storm(&calm, 9, handler, arg))
		return;
	handled++;
	seen = work;
	if (own_mask)
		masked = true;
}

/* Microseconds that are left to the application, of so many. rings: one event in so
 * many ns. */
static uint64_t run(uint64_t us, uint64_t rings)
{
	uint64_t left = 0, end = now + us * 1000, next = now;

	while (now < end) {
		if (now >= next) {
			pending = true;
			next += rings;
		}
		if (timer && timer->armed && now >= timer->when) {
			timer->armed = false;
			timer->fn(timer);
		} else if (pending && !masked) {
			pending = false;
			upcalls++;
			handler(&handled);
		} else {
			if (own_mask && masked && !(timer && timer->armed))
				masked = false; /* its thread has looked */
			now += 100;
			left += 100;
		}
	}
	return left / 1000;
}

int main(void)
{
	/* what is no storm is heard each time */
	now = 5000000;
	run(100000, 20000);
	CHECK(handled >= 4990 && handled == upcalls && !masked);
	for (own_mask = false;; own_mask = true) {
		handled = upcalls = 0;
		CHECK(run(100000, 100) > 80000);
		CHECK(handled > 5000 && handled <= 101 * MOST && upcalls <= 101 * (MOST + 1));
		/* the last thing that happens is noticed, though it came in a storm */
		for (unsigned i = 0; i < 100; i++) {
			run(1 + i * 13, 100);
			work++;
			pending = true;
			run(2500, UINT64_MAX / 2);
			CHECK(seen == work && !pending);
		}
		if (own_mask)
			break;
	}
	run(300, 100);
	CHECK(timer && timer->armed);
	uc_xenbus_calm_end(&calm);
	CHECK(!timer && !calm.count);
	printf("ok xencalm\n");
	return 0;
}
