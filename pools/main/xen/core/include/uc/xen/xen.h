/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A Xen domain, whatever its mode. Include this before any of Xen's own headers:
 * it chooses the interface version.
 */
#ifndef UC_XEN_XEN_H
#define UC_XEN_XEN_H
#include <uc/arch.h>

/* Without this the headers quietly choose the oldest calls there are. */
#define __XEN_INTERFACE_VERSION__ __XEN_LATEST_INTERFACE_VERSION__
#include <xen/xen.h>
#include <xen/event_channel.h>

/* Filled by the platform before uc_main; uc_xen_shared may be written by Xen at
 * any time, also by other domains' notifications. */
extern struct shared_info *uc_xen_shared;
extern struct vcpu_info *uc_xen_vcpu;

struct uc_xen_boot {
	uint64_t store_pa, console_pa; /* pages of rings; 0: there is none */
	evtchn_port_t store_port, console_port;
	uint64_t pages; /* of memory, where more may come behind its end; 0: no such place */
};
extern struct uc_xen_boot uc_xen_boot;

/* For the platform, when hypercalls are possible: ends the domain, with a word, on a
 * hypervisor that is too old. */
void uc_xen_need_version(void);

/* The platform's: executes a hypercall. Callable from anywhere. */
long uc_hypercall(long a1, long a2, long a3, long a4, long a5, unsigned nr);
/* The platform's: the number under which other domains know the page that holds
 * p, an address of the direct map or of the image. */
uint64_t uc_xen_frame(const void *p);
/* None that it returns is above this. */
uint64_t uc_xen_frame_most(void);
/* The platform's: makes Xen's frames show the grant table's first n pages and
 * returns their address, the same each time; NULL: refused. */
void *uc_xen_grant_table(unsigned n);
/* The same for the first n pages of its entries' states (version 2). */
void *uc_xen_grant_status(unsigned n);

/* A page that Xen put at pa, which may be outside of memory. Not before memory
 * is managed; the same address each time is not promised. NULL: no memory. */
void *uc_xen_page(uint64_t pa);
#endif
