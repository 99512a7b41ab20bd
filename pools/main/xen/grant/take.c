/* SPDX-License-Identifier: BSD-3-Clause */
/* Free entries are linked by their frame number, which means nothing in them. */
#include <uc/xen/hypercall.h>
#include <uc/xen/suspend.h>
#include "internal.h"

#define PER_PAGE (UC_PAGE_SIZE / sizeof(struct grant_entry_v1))

volatile struct grant_entry_v1 *uc_grants;
static grant_ref_t first; /* UC_GRANT_NONE: the list is empty */
static unsigned pages;

static unsigned most(void)
{
	static unsigned max;
	struct gnttab_query_size q = {.dom = DOMID_SELF};

	if (!max)
		max = !uc_xen_grant_op(GNTTABOP_query_size, &q, 1) && q.status == GNTST_okay
			? q.max_nr_frames : 1;
	return max;
}

/* In a new domain the table is empty, and all references are forgotten. */
static void moved(void)
{
	uc_xen_grant_forget();
	uc_grants = NULL;
	first = UC_GRANT_NONE;
	pages = 0;
}

static void extend(void)
{
	static struct uc_xen_resumer again = {.now = moved};
	static bool once;

	void *table = pages < most() ? uc_xen_grant_table(pages + 1) : NULL;
	unsigned from = pages * PER_PAGE;

	if (!table)
		return;
	if (!once)
		uc_xen_on_resume(&again);
	once = true;
	uc_grants = table;
	pages++;
	for (unsigned ref = pages * PER_PAGE - 1; ref >= UC_MAX(from, GNTTAB_NR_RESERVED_ENTRIES); ref--) {
		uc_grants[ref].flags = 0;
		uc_grants[ref].frame = first;
		first = ref;
	}
}

grant_ref_t uc_grant_take(void)
{
	unsigned long f = uc_irq_save();
	grant_ref_t ref;

	if (!first)
		extend();
	ref = first;
	if (ref)
		first = uc_grants[ref].frame;
	uc_irq_restore(f);
	return ref;
}

void uc_grant_put(grant_ref_t ref)
{
	unsigned long f = uc_irq_save();

	uc_grants[ref].frame = first;
	first = ref;
	uc_irq_restore(f);
}
