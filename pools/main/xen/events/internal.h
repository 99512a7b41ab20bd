/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_XEN_EVENTS_INTERNAL_H
#define UC_XEN_EVENTS_INTERNAL_H
#include <uc/xen/events.h>
#include <uc/xen/hypercall.h>

/* Two levels (xen/event_channel.h): a selector of 64 words of 64 channels. The
 * functions are kept in the same shape. */
#define WORD 64
#define WORDS 64

struct handler {
	uc_irq_fn fn;
	void *arg;
};
extern struct handler *uc_evtchn_handlers[WORDS];

static inline unsigned long bit_of(evtchn_port_t port)
{
	return 1UL << port % WORD;
}
#endif
