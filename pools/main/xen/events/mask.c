/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

void uc_evtchn_mask(evtchn_port_t port)
{
	__atomic_fetch_or(&uc_xen_shared->evtchn_mask[port / WORD], bit_of(port), __ATOMIC_SEQ_CST);
}

/* The mask goes before the look at what is pending, or an event between the two
 * would be lost; Xen raises the upcall only for a channel that is masked. */
void uc_evtchn_unmask(evtchn_port_t port)
{
	struct evtchn_unmask op = {.port = port};

	__atomic_fetch_and(&uc_xen_shared->evtchn_mask[port / WORD], ~bit_of(port), __ATOMIC_SEQ_CST);
	if (__atomic_load_n(&uc_xen_shared->evtchn_pending[port / WORD], __ATOMIC_SEQ_CST) & bit_of(port)) {
		uc_evtchn_mask(port);
		uc_xen_event_op(EVTCHNOP_unmask, &op);
	}
}
