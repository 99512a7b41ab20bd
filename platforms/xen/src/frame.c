/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/pv.h>
#include <xen/grant_table.h>

#define GRANT_PAGES 64

uint64_t uc_xen_frame(const void *p)
{
	return uc_pv_mfn(uc_phys(p));
}

void *uc_xen_grant_table(unsigned n)
{
	static unsigned shown;
	xen_pfn_t frames[GRANT_PAGES];
	struct gnttab_setup_table s = {.dom = DOMID_SELF, .nr_frames = n};

	if (n > GRANT_PAGES)
		return NULL;
	set_xen_guest_handle(s.frame_list, frames);
	if (shown < n && (uc_xen_grant_op(GNTTABOP_setup_table, &s, 1) || s.status))
		return NULL;
	for (; shown < n; shown++)
		if (!uc_pv_show(UC_PV_AREA + shown * UC_PAGE_SIZE, frames[shown]))
			return NULL;
	return (void *)UC_PV_AREA;
}
