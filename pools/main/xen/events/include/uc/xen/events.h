/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Event channels: Xen's interrupts. Handlers run with interrupts off and may
 * wake threads; what they are told is only that something may have happened. A
 * channel that another domain can ring at will should be masked by its handler
 * until its user has looked, so that no storm of events stops the machine.
 *
 * Xen has two ways of saying which channels are pending: queues, with priorities
 * and 131072 channels, where it offers them, and two levels of bits, with 4096. The
 * word xen.events=2l on the command line chooses the latter.
 */
#ifndef UC_XEN_EVENTS_H
#define UC_XEN_EVENTS_H
#include <uc/xen/xen.h>

/* The platform's, once uc_xen_shared is there: masks all channels. */
void uc_evtchn_init(void);
/* In a new domain, where there are none: forgets all channels. */
void uc_evtchn_reset(void);
/* Gives the channel a function and unmasks it; a function may be called for
 * nothing. 0, -errno. */
int uc_evtchn_bind(evtchn_port_t port, uc_irq_fn fn, void *arg);
/* A new channel that remote may connect to. The port, or -errno. */
int uc_evtchn_alloc(domid_t remote);
/* A new channel to remote's that waits at remote_port. The port, or -errno. */
int uc_evtchn_connect(domid_t remote, evtchn_port_t remote_port);
/* A channel for a virtual interrupt of this processor, bound to fn. The port, or
 * -errno. */
int uc_evtchn_bind_virq(unsigned virq, uc_irq_fn fn, void *arg);
/* The channel is handled before others that are pending, where Xen can do that. */
void uc_evtchn_urgent(evtchn_port_t port);
void uc_evtchn_close(evtchn_port_t port);

void uc_evtchn_notify(evtchn_port_t port);
void uc_evtchn_mask(evtchn_port_t port);
/* What came while it was masked is delivered. */
void uc_evtchn_unmask(evtchn_port_t port);

/* The platform's upcall, interrupts off: runs the functions of all channels that
 * are pending. */
void uc_evtchn_dispatch(void);
#endif
