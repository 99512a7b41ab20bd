/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/heap.h>
#include "internal.h"

static struct handler first[WORD]; /* more than most machines ever need */
struct handler *uc_evtchn_handlers[WORDS] = {first};

int uc_evtchn_bind(evtchn_port_t port, uc_irq_fn fn, void *arg)
{
	struct handler **word = &uc_evtchn_handlers[port / WORD % WORDS];

	if (port >= WORD * WORDS)
		return -EINVAL;
	if (!*word && !(*word = uc_calloc(WORD, sizeof **word)))
		return -ENOMEM;
	(*word)[port % WORD] = (struct handler){fn, arg};
	uc_evtchn_unmask(port);
	return 0;
}

void uc_evtchn_close(evtchn_port_t port)
{
	struct evtchn_close op = {.port = port};

	if (port >= WORD * WORDS)
		return;
	uc_evtchn_mask(port);
	uc_xen_event_op(EVTCHNOP_close, &op);
	if (uc_evtchn_handlers[port / WORD])
		uc_evtchn_handlers[port / WORD][port % WORD].fn = NULL;
	/* the number is used again, for something that has not happened yet */
	__atomic_fetch_and(&uc_xen_shared->evtchn_pending[port / WORD], ~bit_of(port), __ATOMIC_SEQ_CST);
}
