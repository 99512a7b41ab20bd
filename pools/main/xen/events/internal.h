/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_XEN_EVENTS_INTERNAL_H
#define UC_XEN_EVENTS_INTERNAL_H
#include <uc/xen/events.h>
#include <uc/xen/hypercall.h>

/* Functions are kept in blocks, as few of the numbers are ever used. */
#define BLOCK  64
#define BLOCKS (EVTCHN_FIFO_NR_CHANNELS / BLOCK)

struct handler {
	uc_irq_fn fn;
	void *arg;
	bool urgent;
};
/* NULL: no function was ever given to the channel, or to one near it. */
struct handler *uc_evtchn_handler(evtchn_port_t port);

/* How Xen says which channels are pending. The functions are for channels within
 * channels(), interrupts off or not, but for dispatch. */
struct evtchn_abi {
	unsigned channels;
	/* Makes room for the channel, masked. 0, -ENOMEM. NULL: there is. */
	int (*reach)(evtchn_port_t port);
	void (*mask)(evtchn_port_t port);
	/* false: it is pending, and Xen has to be asked. */
	bool (*unmask)(evtchn_port_t port);
	void (*clear)(evtchn_port_t port);
	/* Calls uc_evtchn_call for what is pending. */
	void (*dispatch)(void);
	/* In a new domain. false: it is not to be had there. */
	bool (*begin)(void);
};
extern const struct evtchn_abi *uc_evtchn_abi, uc_evtchn_2l;

/* Its function, or masks it. */
void uc_evtchn_call(evtchn_port_t port);
#endif
