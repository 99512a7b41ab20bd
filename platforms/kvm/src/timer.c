/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The event timer: the local APIC's, one shot. A shot that comes
 * early is repeated, so that its frequency need not be known well.
 */
#include <uc/arch.h>
#include <uc/plat.h>
#include "apic.h"
#include "clock.h"

static void (*expired)(void);
static uint64_t armed = UINT64_MAX;

static void program(void)
{
	uint64_t now = uc_plat_monotonic(), d;

	if (armed == UINT64_MAX) {
		*uc_lapic(LAPIC_INITIAL) = 0;
		return;
	}
	d = armed > now ? armed - now : 0;
	d = (unsigned __int128)d * uc_clock_apic_hz() / 1000000000;
	*uc_lapic(LAPIC_INITIAL) = d > 0xfffffff0 ? 0xfffffff0 : d ? d : 1;
}

static void interrupt(void *arg)
{
	(void)arg;
	if (uc_plat_monotonic() < armed) {
		program(); /* early: the count was too short for the distance */
		return;
	}
	armed = UINT64_MAX;
	expired();
}

void uc_plat_timer_init(void (*fn)(void))
{
	int v;

	expired = fn;
	v = uc_vector_alloc(interrupt, NULL);
	if (v < 0)
		uc_panic("no vector for the timer");
	*uc_lapic(LAPIC_DIVIDE) = 0xb; /* by 1 */
	*uc_lapic(LAPIC_TIMER) = v;
}

void uc_plat_timer_set(uint64_t t)
{
	armed = t;
	program();
}
