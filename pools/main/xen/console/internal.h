/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_XEN_CONSOLE_INTERNAL_H
#define UC_XEN_CONSOLE_INTERNAL_H
#include <uc/xen/console.h>
#include <uc/xen/events.h>
#include <xen/io/console.h>

/* NULL: there is none, or it cannot be reached yet. */
extern volatile struct xencons_interface *uc_xen_console;
/* Changes when our copies of the ring's indices are void; never 0. */
extern unsigned uc_xen_console_life;
/* Prints what was printed before there was a ring. */
void uc_xen_console_early(void);
#endif
