/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/xen/suspend.h>

struct uc_list uc_xen_resumers = UC_LIST_INIT(uc_xen_resumers);

void uc_xen_on_resume(struct uc_xen_resumer *r)
{
	uc_list_append(&uc_xen_resumers, &r->node);
}
