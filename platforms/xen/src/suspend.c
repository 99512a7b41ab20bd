/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Leaving a domain (Xen, public/sched.h SCHEDOP_shutdown; tools/libs/guest,
 * xg_sr_*_x86_pv.c). The toolstack turns machine frames in page tables into our
 * numbers and back: so the tables hold nothing but our own memory then, and
 * start_info names its rings by our numbers.
 */
#include <uc/plat.h>
#include <uc/xen/events.h>
#include <uc/xen/suspend.h>
#include <xen/sched.h>
#include "internal.h"

bool uc_xen_plat_suspend(void)
{
	struct sched_shutdown op = {.reason = SHUTDOWN_suspend};
	struct start_info *info = uc_pv_info;
	const xen_pfn_t store = info->store_mfn, console = info->console.domU.mfn;
	const struct uc_pv_grants grants = uc_pv_grant_hide();
	bool moved;

	info->store_mfn = uc_xen_boot.store_pa >> UC_PAGE_SHIFT;
	info->console.domU.mfn = uc_xen_boot.console_pa >> UC_PAGE_SHIFT;
	uc_pv_hide_shared();
	moved = !uc_hypercall(SCHEDOP_shutdown, (long)&op, uc_xen_frame(info), 0, 0, __HYPERVISOR_sched_op);
	if (!moved) {
		info->store_mfn = store;
		info->console.domU.mfn = console;
		uc_pv_grant_show(grants);
	}
	uc_pv_show_shared(info->shared_info >> UC_PAGE_SHIFT);
	if (moved) {
		uc_pv_rings();
		uc_evtchn_reset();
	}
	return moved;
}
