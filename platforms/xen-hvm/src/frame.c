/* SPDX-License-Identifier: BSD-3-Clause */
#include <xen/memory.h>
#include <uc/xen/suspend.h>
#include "internal.h"

uint64_t uc_xen_frame(const void *p)
{
	return uc_phys(p) >> UC_PAGE_SHIFT;
}

static unsigned shown;

void uc_xen_grant_forget(void)
{
	shown = 0;
}

void *uc_xen_grant_table(unsigned n)
{
	for (; shown < n; shown++)
		if (n > GRANT_PAGES ||
		    uc_xen_show(XENMAPSPACE_grant_table, shown, GRANT_AT + shown * UC_PAGE_SIZE))
			return NULL;
	return uc_direct(GRANT_AT);
}
