/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/xen/suspend.h>
#include "internal.h"
#include <xen/grant_table.h>

#define GRANT_PAGES 64

static unsigned shown;

uint64_t uc_xen_frame(const void *p)
{
	return uc_pv_mfn(uc_phys(p));
}

static bool show(unsigned n)
{
	xen_pfn_t frames[GRANT_PAGES];
	struct gnttab_setup_table s = {.dom = DOMID_SELF, .nr_frames = n};

	set_xen_guest_handle(s.frame_list, frames);
	if (shown < n && (uc_xen_grant_op(GNTTABOP_setup_table, &s, 1) || s.status))
		return false;
	for (; shown < n; shown++)
		if (!uc_pv_show(UC_PV_AREA + shown * UC_PAGE_SIZE, frames[shown]))
			return false;
	return true;
}

void *uc_xen_grant_table(unsigned n)
{
	return n <= GRANT_PAGES && show(n) ? (void *)UC_PV_AREA : NULL;
}

void uc_xen_grant_forget(void)
{
	shown = 0;
}

unsigned uc_pv_grant_hide(void)
{
	unsigned n = shown;

	while (shown)
		uc_pv_hide(UC_PV_AREA + --shown * UC_PAGE_SIZE);
	return n;
}

void uc_pv_grant_show(unsigned n)
{
	if (!show(n))
		uc_panic("Xen does not show the grant table any more");
}
