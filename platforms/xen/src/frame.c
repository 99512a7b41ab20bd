/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/xen/hypercall.h>
#include <uc/xen/suspend.h>
#include "internal.h"
#include <xen/grant_table.h>
#include <xen/memory.h>

#define GRANT_PAGES  64
#define GRANT_STATUS 8

uint64_t uc_xen_frame(const void *p)
{
	return uc_pv_mfn(uc_phys(p));
}

/* The machine's highest; what Xen does not say may be any. */
uint64_t uc_xen_frame_most(void)
{
	long r = uc_xen_memory_op(XENMEM_maximum_ram_page, NULL);

	return r < 0 ? UINT64_MAX : (uint64_t)r;
}

/* Pages of the grant table, and of its entries' states. */
struct area {
	unsigned long at;
	unsigned shown;
};
static struct area table = {.at = UC_PV_AREA}, status = {.at = UC_PV_AREA + GRANT_PAGES * UC_PAGE_SIZE};

static bool show(struct area *a, unsigned n, const uint64_t *frames)
{
	for (; a->shown < n; a->shown++)
		if (!uc_pv_show(a->at + a->shown * UC_PAGE_SIZE, frames[a->shown]))
			return false;
	return true;
}

void *uc_xen_grant_table(unsigned n)
{
	xen_pfn_t frames[GRANT_PAGES];
	struct gnttab_setup_table s = {.dom = DOMID_SELF, .nr_frames = n};

	if (n > GRANT_PAGES)
		return NULL;
	set_xen_guest_handle(s.frame_list, frames);
	if (table.shown < n && (uc_xen_grant_op(GNTTABOP_setup_table, &s, 1) || s.status))
		return NULL;
	return show(&table, n, frames) ? (void *)table.at : NULL;
}

void *uc_xen_grant_status(unsigned n)
{
	uint64_t frames[GRANT_STATUS];
	struct gnttab_get_status_frames s = {.dom = DOMID_SELF, .nr_frames = n};

	if (n > GRANT_STATUS)
		return NULL;
	set_xen_guest_handle(s.frame_list, frames);
	if (status.shown < n && (uc_xen_grant_op(GNTTABOP_get_status_frames, &s, 1) || s.status))
		return NULL;
	return show(&status, n, frames) ? (void *)status.at : NULL;
}

void uc_xen_grant_forget(void)
{
	table.shown = status.shown = 0;
}

static unsigned hide(struct area *a)
{
	unsigned n = a->shown;

	while (a->shown)
		uc_pv_hide(a->at + --a->shown * UC_PAGE_SIZE);
	return n;
}

struct uc_pv_grants uc_pv_grant_hide(void)
{
	return (struct uc_pv_grants){hide(&table), hide(&status)};
}

void uc_pv_grant_show(struct uc_pv_grants g)
{
	if ((g.table && !uc_xen_grant_table(g.table)) || (g.status && !uc_xen_grant_status(g.status)))
		uc_panic("Xen does not show the grant table any more");
}
