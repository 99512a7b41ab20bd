/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

int uc_evtchn_connect(domid_t remote, evtchn_port_t remote_port)
{
	struct evtchn_bind_interdomain op = {.remote_dom = remote, .remote_port = remote_port};
	long r = uc_xen_event_op(EVTCHNOP_bind_interdomain, &op);

	return r ? r : (int)op.local_port;
}
