/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

int uc_evtchn_alloc(domid_t remote)
{
	struct evtchn_alloc_unbound op = {.dom = DOMID_SELF, .remote_dom = remote};
	long r = uc_xen_event_op(EVTCHNOP_alloc_unbound, &op);

	return r ? r : (int)op.port;
}
