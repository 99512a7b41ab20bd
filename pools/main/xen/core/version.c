/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/xen/hypercall.h>
#include <xen/version.h>

/* The first with the console's and the xenstore's parameters of an HVM guest, and
 * with a vector for events; PV guests need none that is newer (docs/xen.md). */
#define OLDEST_MAJOR 4
#define OLDEST_MINOR 0

void uc_xen_need_version(void)
{
	long v = uc_xen_version_op(XENVER_version, NULL);

	if (v < (OLDEST_MAJOR << 16 | OLDEST_MINOR))
		uc_panic("Xen %ld.%ld is too old: %d.%d is the oldest that this can run on",
			 v < 0 ? 0 : v >> 16, v < 0 ? 0 : v & 0xffff, OLDEST_MAJOR, OLDEST_MINOR);
}
