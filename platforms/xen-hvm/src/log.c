/* SPDX-License-Identifier: BSD-3-Clause */
/* Xen prints what a domain writes to this port, line by line, where guests'
 * messages are wanted (guest_loglvl=all). */
#include <uc/xen/log.h>
#include <uc/arch.h>

#define DEBUG_PORT 0xe9

void uc_xen_log(const char *s, size_t n)
{
	while (n--)
		uc_outb(DEBUG_PORT, *s++);
}
