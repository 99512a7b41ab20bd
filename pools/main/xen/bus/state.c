/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/timer.h>
#include <uc/xen/bus.h>

#define PATIENCE 10000000000UL /* ns */
#define LOOK     5000000UL

unsigned uc_xenbus_state(struct uc_xenbus *b)
{
	uint64_t s = XenbusStateUnknown;
	int e = uc_xenstore_read_number(UC_XENSTORE_NO_TX, b->watched, XenbusStateReconfigured, &s);

	if (e == -EINVAL && !b->nonsense)
		uc_printk("%s: the state of the back end makes no sense; it counts as gone\n", b->path);
	if (!e || e == -EINVAL) /* said once, until it makes sense again */
		b->nonsense = e;
	return s;
}

/* Reads for itself: xenstore's thread, which follows the watch, may wait here. */
int uc_xenbus_await(struct uc_xenbus *b, unsigned states)
{
	uint64_t until = uc_monotonic() + PATIENCE;

	for (;;) {
		unsigned events = b->watch.events, s = uc_xenbus_state(b);

		if (states >> s & 1) {
			b->seen = events;
			return 0;
		}
		if (uc_monotonic() > until)
			return -ETIMEDOUT;
		uc_wait_until(&b->q, b->watch.events != events, uc_monotonic() + LOOK, false);
	}
}

int uc_xenbus_say(struct uc_xenbus *b, unsigned state)
{
	struct uc_xenbus_value v = {.node = "state", .number = state};

	return uc_xenbus_publish(b, &v, 1);
}
