/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The one-shot timer. A hypercall is dearer than an interrupt that comes for
 * nothing: so a timer that is put off stays as it is with Xen, and is set
 * anew when it has come.
 */
#include <uc/plat.h>
#include <uc/xen/events.h>
#include <uc/xen/hypercall.h>
#include <uc/xen/suspend.h>
#include <uc/xen/time.h>

/* Xen takes anything further off than 2^50 ns for a mistake. */
#define FURTHEST (1UL << 49)

static void (*expired)(void);
static uint64_t armed = UINT64_MAX;  /* what the kernel wants */
static uint64_t set_to = UINT64_MAX; /* what Xen was told */

static void program(void)
{
	uint64_t now = uc_plat_monotonic(), t = UC_MIN(armed, now + FURTHEST);

	set_to = t;
	/* a time that has passed is delivered at once */
	uc_xen_set_timer(t + uc_xen_time_base());
}

static void interrupt(void *arg)
{
	(void)arg;
	set_to = UINT64_MAX;
	if (armed == UINT64_MAX)
		return;
	if (uc_plat_monotonic() < armed) {
		program();
		return;
	}
	armed = UINT64_MAX;
	expired();
}

static void bind(void)
{
	int port = uc_evtchn_bind_virq(VIRQ_TIMER, interrupt, NULL);

	if (port < 0)
		uc_panic("no event channel for the timer: error %d", -port);
	uc_evtchn_urgent(port);
}

static void resume(void)
{
	bind();
	set_to = UINT64_MAX;
	if (armed != UINT64_MAX)
		program();
}

void uc_plat_timer_init(void (*fn)(void))
{
	static struct uc_xen_resumer again = {.now = resume};

	expired = fn;
	bind();
	uc_xen_time_base(); /* what it registers goes first */
	uc_xen_on_resume(&again);
}

void uc_plat_timer_set(uint64_t t)
{
	armed = t;
	if (t < set_to)
		program();
}
