/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

void uc_evtchn_notify(evtchn_port_t port)
{
	struct evtchn_send op = {.port = port};

	uc_xen_event_op(EVTCHNOP_send, &op);
}
