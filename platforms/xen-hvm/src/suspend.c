/* SPDX-License-Identifier: BSD-3-Clause */
/* Leaving a domain: Xen, public/sched.h SCHEDOP_shutdown. The processor's state
 * and the parameters that were set go along; Xen's own pages do not. */
#include <uc/xen/events.h>
#include <uc/xen/suspend.h>
#include <xen/sched.h>
#include "internal.h"

bool uc_xen_plat_suspend(void)
{
	struct sched_shutdown op = {.reason = SHUTDOWN_suspend};

	if (uc_xen_sched_op(SCHEDOP_shutdown, &op))
		return false;
	uc_xen_domain();
	uc_evtchn_reset();
	return true;
}
