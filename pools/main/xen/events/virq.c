/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

int uc_evtchn_bind_virq(unsigned virq, uc_irq_fn fn, void *arg)
{
	struct evtchn_bind_virq op = {.virq = virq, .vcpu = 0};
	long r = uc_xen_event_op(EVTCHNOP_bind_virq, &op);

	if (r)
		return r;
	r = uc_evtchn_bind(op.port, fn, arg);
	if (r) {
		uc_evtchn_close(op.port);
		return r;
	}
	return op.port;
}
