/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/plat.h>
#include <uc/xen/xen.h>
#include <uc/xen/time.h>

#define NS 1000000000UL

/* Xen tells the wall time of its own time 0. */
uint64_t uc_plat_wall_epoch(void)
{
	const volatile struct shared_info *s = uc_xen_shared;
	uint64_t ns;
	uint32_t version;

	do {
		version = s->wc_version;
		uc_barrier();
		ns = ((uint64_t)s->wc_sec_hi << 32 | s->wc_sec) * NS + s->wc_nsec;
		uc_barrier();
	} while (version & 1 || version != s->wc_version);
	return ns + uc_xen_time_base();
}
