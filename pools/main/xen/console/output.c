/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Output: what finds the ring full waits for the other side, but not for one
 * that takes nothing for a second, and at the end not for one that takes little.
 * The other side may write to any part of the page: our index is kept here, and
 * its index only goes forward, up to ours.
 */
#include <uc/plat.h>
#include <uc/xen/hypercall.h>
#include <uc/xen/log.h>
#include <uc/xen/time.h>
#include <xen/sched.h>
#include "internal.h"

#define SIZE     sizeof((struct xencons_interface){0}.out)
#define PATIENCE 1000000000UL /* ns */
#define NAP      100000UL
#define LONGEST  (10 * PATIENCE)

static uint32_t prod, cons; /* ours; the other side's as it made sense the last time */
static unsigned known; /* prod is of this life of the ring */
static bool stuck; /* it did not move the last time */

static char early[1024];
static size_t early_len;

static uint32_t waiting(void)
{
	uint32_t now = uc_xen_console->out_cons;

	if (now - cons <= prod - cons)
		cons = now;
	return prod - cons;
}

/* Polling no channel for a time is a sleep that needs no interrupts. */
static void nap(void)
{
	struct sched_poll p = {.timeout = uc_xen_time() + NAP};

	uc_xen_sched_op(SCHEDOP_poll, &p);
}

/* Until at most `most` bytes are waiting. */
static bool wait_for(uint32_t most)
{
	uint64_t until = uc_xen_time() + PATIENCE, end = until - PATIENCE + LONGEST;
	uint32_t before = waiting(), now;

	uc_evtchn_notify(uc_xen_boot.console_port);
	while ((now = waiting()) > most) {
		if (now != before)
			until = UC_MIN(uc_xen_time() + PATIENCE, end);
		if ((now == before && stuck) || uc_xen_time() > until)
			break;
		before = now;
		nap();
	}
	stuck = now > most;
	return !stuck;
}

static size_t put(const char *s, size_t n)
{
	unsigned long f = uc_irq_save();
	size_t k = UC_MIN(n, SIZE - waiting());

	for (size_t i = 0; i < k; i++)
		uc_xen_console->out[(prod + i) % SIZE] = s[i];
	uc_barrier();
	uc_xen_console->out_prod = prod += k;
	uc_irq_restore(f);
	return k;
}

void uc_plat_putc(const char *s, size_t n)
{
	if (!uc_xen_console) {
		if (uc_xen_log)
			uc_xen_log(s, n);
		for (; n && early_len < sizeof early; n--)
			early[early_len++] = *s++;
		return;
	}
	if (known != uc_xen_console_life) {
		known = uc_xen_console_life;
		prod = uc_xen_console->out_prod;
		cons = uc_xen_console->out_cons;
		if (prod - cons > SIZE) /* nothing that can be: as if it were full */
			cons = prod - SIZE;
		stuck = false;
	}
	for (;;) {
		size_t k = put(s, n);

		s += k;
		n -= k;
		if (!n)
			break;
		if (!wait_for(SIZE - 1))
			return;
	}
	uc_evtchn_notify(uc_xen_boot.console_port);
}

void uc_xen_console_early(void)
{
	uc_plat_putc(early, early_len);
	early_len = 0;
}

void uc_xen_console_drain(void)
{
	if (uc_xen_console && known)
		wait_for(0);
}
