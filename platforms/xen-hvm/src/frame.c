/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/plat.h>
#include <uc/xen/suspend.h>
#include "internal.h"
#include <xen/memory.h>

uint64_t uc_xen_frame(const void *p)
{
	return uc_phys(p) >> UC_PAGE_SHIFT;
}

uint64_t uc_xen_frame_most(void)
{
	return uc_boot.mem_top >> UC_PAGE_SHIFT;
}

static unsigned table, status;

void uc_xen_grant_forget(void)
{
	table = status = 0;
}

static void *show(unsigned *shown, unsigned n, unsigned first, uint64_t pa)
{
	for (; *shown < n; ++*shown)
		if (uc_xen_show(XENMAPSPACE_grant_table, first + *shown, pa + *shown * UC_PAGE_SIZE))
			return NULL;
	return uc_direct(pa);
}

void *uc_xen_grant_table(unsigned n)
{
	return n <= GRANT_PAGES ? show(&table, n, 0, GRANT_AT) : NULL;
}

void *uc_xen_grant_status(unsigned n)
{
	return n <= GRANT_STATUS ? show(&status, n, XENMAPIDX_grant_table_status, GRANT_AT + GRANT_PAGES * UC_PAGE_SIZE) : NULL;
}
