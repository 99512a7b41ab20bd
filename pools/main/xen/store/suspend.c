/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/timer.h>
#include "internal.h"

#define STEP 10000000UL /* ns; a request that was given up wakes nobody */

void uc_xenstore_stop(void)
{
	uc_mutex_lock(&uc_xs_sending);
	while (!uc_list_empty(&uc_xs_requests))
		uc_wait_until(&uc_xs_room, uc_list_empty(&uc_xs_requests), uc_monotonic() + STEP, false);
}

void uc_xenstore_go(bool moved)
{
	if (moved && uc_xs_reconnect())
		uc_xs_fail("it cannot be reached in the new domain");
	uc_mutex_unlock(&uc_xs_sending);
	if (moved && uc_xs_watch_again)
		uc_xs_watch_again();
}
