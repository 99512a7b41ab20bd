/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/xen/bus.h>
#include <uc/xen/events.h>

/* A disk that answers one request at a time, as fast as any, rings less often. */
#define WINDOW 1000000UL /* ns */
#define MOST   64        /* events in it */

static void over(struct uc_timer *t)
{
	struct uc_xenbus_calm *c = UC_CONTAINER(t, struct uc_xenbus_calm, timer);

	uc_evtchn_unmask(c->port); /* first: the handler may have it masked */
	c->fn(c->arg);
}

bool uc_xenbus_storm(struct uc_xenbus_calm *c, evtchn_port_t port, uc_irq_fn fn, void *arg)
{
	uint64_t now = uc_monotonic();

	if (now - c->since >= WINDOW) {
		c->since = now;
		c->count = 0;
	}
	if (c->count++ < MOST)
		return false;
	uc_evtchn_mask(port);
	if (!c->timer.armed) {
		c->port = port;
		c->fn = fn;
		c->arg = arg;
		c->timer.fn = over;
		uc_timer_set(&c->timer, c->since + WINDOW);
	}
	return true;
}

void uc_xenbus_calm_end(struct uc_xenbus_calm *c)
{
	uc_timer_cancel(&c->timer);
	*c = (struct uc_xenbus_calm){0};
}
