/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/xen/bus.h>

#define AWAY (1 << XenbusStateClosed | 1 << XenbusStateUnknown)

/* A driver that was exchanged may be waiting for us already, and yet be about to
 * connect with what we published for the last one: only its answer to "closed"
 * says that it sees us as we are. */
void uc_xenbus_leave(struct uc_xenbus *b)
{
	if (uc_xenbus_state(b) == XenbusStateConnected) {
		uc_xenbus_say(b, XenbusStateClosing);
		uc_xenbus_await(b, AWAY | 1 << XenbusStateClosing);
	}
	uc_xenbus_say(b, XenbusStateClosed);
	uc_xenbus_await(b, AWAY);
}
