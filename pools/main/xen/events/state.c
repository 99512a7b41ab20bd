/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

const struct evtchn_abi *uc_evtchn_abi = &uc_evtchn_2l;

void uc_evtchn_init(void)
{
	uc_evtchn_2l.begin();
}

void uc_evtchn_reset(void)
{
	struct handler *h;

	for (evtchn_port_t port = 0; port < uc_evtchn_abi->channels; port++)
		if ((h = uc_evtchn_handler(port)))
			*h = (struct handler){0};
		else
			port |= BLOCK - 1;
	uc_evtchn_2l.begin();
	if (!uc_evtchn_abi->begin())
		uc_evtchn_abi = &uc_evtchn_2l;
}

void uc_evtchn_mask(evtchn_port_t port)
{
	if (port < uc_evtchn_abi->channels)
		uc_evtchn_abi->mask(port);
}

void uc_evtchn_unmask(evtchn_port_t port)
{
	struct evtchn_unmask op = {.port = port};

	if (port < uc_evtchn_abi->channels && !uc_evtchn_abi->unmask(port))
		uc_xen_event_op(EVTCHNOP_unmask, &op);
}

void uc_evtchn_call(evtchn_port_t port)
{
	const struct handler *h = uc_evtchn_handler(port);

	uc_evtchn_abi->clear(port);
	if (h && h->fn)
		h->fn(h->arg);
	else
		uc_evtchn_mask(port);
}

void uc_evtchn_dispatch(void)
{
	struct vcpu_info *v = uc_xen_vcpu;

	do {
		__atomic_store_n(&v->evtchn_upcall_pending, 0, __ATOMIC_SEQ_CST);
		uc_evtchn_abi->dispatch();
	} while (__atomic_load_n(&v->evtchn_upcall_pending, __ATOMIC_SEQ_CST));
}
