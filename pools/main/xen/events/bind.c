/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/heap.h>
#include "internal.h"

static struct handler first[BLOCK]; /* more than most machines ever need */
static struct handler **blocks = (struct handler *[]){first};
static unsigned count = 1;

struct handler *uc_evtchn_handler(evtchn_port_t port)
{
	struct handler *b = port / BLOCK < count ? blocks[port / BLOCK] : NULL;

	return b ? &b[port % BLOCK] : NULL;
}

/* Interrupts walk the table: the new one replaces it at once. */
static struct handler *make(evtchn_port_t port)
{
	unsigned n = port / BLOCK + 1;

	if (n > count) {
		struct handler **more = uc_calloc(n, sizeof *more), **old = blocks;

		if (!more)
			return NULL;
		memcpy(more, blocks, count * sizeof *more);
		blocks = more;
		uc_barrier();
		if (count > 1)
			uc_free(old);
		count = n;
	}
	if (!blocks[n - 1])
		blocks[n - 1] = uc_calloc(BLOCK, sizeof **blocks);
	return uc_evtchn_handler(port);
}

int uc_evtchn_bind(evtchn_port_t port, uc_irq_fn fn, void *arg)
{
	unsigned long f;
	struct handler *h;
	int e = 0;

	if (port >= uc_evtchn_abi->channels)
		return -EINVAL;
	f = uc_irq_save();
	h = uc_evtchn_handler(port);
	if (!h && !(h = make(port)))
		e = -ENOMEM;
	if (!e && uc_evtchn_abi->reach)
		e = uc_evtchn_abi->reach(port);
	if (!e)
		*h = (struct handler){fn, arg, false};
	uc_irq_restore(f);
	if (!e)
		uc_evtchn_unmask(port);
	return e;
}

void uc_evtchn_close(evtchn_port_t port)
{
	struct evtchn_close op = {.port = port};
	struct handler *h = uc_evtchn_handler(port);

	uc_evtchn_mask(port);
	uc_xen_event_op(EVTCHNOP_close, &op);
	if (h)
		*h = (struct handler){0};
	/* the number is used again, for something that has not happened yet */
	if (port < uc_evtchn_abi->channels)
		uc_evtchn_abi->clear(port);
}
