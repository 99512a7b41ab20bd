/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/timer.h>
#include <uc/xen/bus.h>

#define PATIENCE 10000000000UL /* ns */

int uc_xenbus_await(struct uc_xenbus *b, unsigned states)
{
	return uc_wait_until(&b->q, states >> b->state & 1, uc_monotonic() + PATIENCE, false);
}

int uc_xenbus_say(struct uc_xenbus *b, unsigned state)
{
	struct uc_xenbus_value v = {.node = "state", .number = state};

	return uc_xenbus_publish(b, &v, 1);
}
