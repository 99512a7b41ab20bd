/* SPDX-License-Identifier: BSD-3-Clause */
/* Free entries are linked by their frame number, which means nothing in them. */
#include <uc/xen/hypercall.h>
#include <uc/xen/suspend.h>
#include "internal.h"

#define STATUS_PER_PAGE (UC_PAGE_SIZE / sizeof(grant_status_t))

volatile struct grant_entry_v1 *uc_grants_v1;
volatile union grant_entry_v2 *uc_grants_v2;
volatile grant_status_t *uc_grant_status;
static grant_ref_t first; /* UC_GRANT_NONE: the list is empty */
static unsigned pages, version;

static void link_to(grant_ref_t ref, grant_ref_t next)
{
	if (uc_grants_v2)
		uc_grants_v2[ref].full_page.frame = next;
	else
		uc_grants_v1[ref].frame = next;
}

static grant_ref_t link_of(grant_ref_t ref)
{
	return uc_grants_v2 ? uc_grants_v2[ref].full_page.frame : uc_grants_v1[ref].frame;
}

static unsigned most(void)
{
	static unsigned max;
	struct gnttab_query_size q = {.dom = DOMID_SELF};

	if (!max)
		max = !uc_xen_grant_op(GNTTABOP_query_size, &q, 1) && q.status == GNTST_okay
			? q.max_nr_frames : 1;
	return max;
}

/* A hypervisor may refuse version 2, and has started with version 1. */
static unsigned choose(void)
{
	struct gnttab_set_version v = {.version = 2};

	if (uc_grant_version() == 2 && !uc_xen_grant_op(GNTTABOP_set_version, &v, 1) && v.version == 2)
		return 2;
	return 1;
}

/* In a new domain the table is empty, and all references are forgotten. */
static void moved(void)
{
	uc_xen_grant_forget();
	uc_grants_v1 = NULL;
	uc_grants_v2 = NULL;
	first = UC_GRANT_NONE;
	pages = version = 0;
}

static bool show(void)
{
	unsigned per_page, n = pages + 1;
	void *table, *status = NULL;

	if (n > most())
		return false;
	if (!version)
		version = choose();
	table = uc_xen_grant_table(n);
	per_page = UC_PAGE_SIZE / (version == 2 ? sizeof *uc_grants_v2 : sizeof *uc_grants_v1);
	if (table && version == 2)
		status = uc_xen_grant_status((n * per_page + STATUS_PER_PAGE - 1) / STATUS_PER_PAGE);
	if (!table || (version == 2 && !status))
		return false;
	uc_grant_status = status;
	uc_grants_v1 = version == 1 ? table : NULL;
	uc_grants_v2 = version == 2 ? table : NULL;
	pages = n;
	for (unsigned ref = n * per_page; ref-- > UC_MAX((n - 1) * per_page, GNTTAB_NR_RESERVED_ENTRIES);) {
		if (version == 2)
			uc_grants_v2[ref].hdr.flags = 0;
		else
			uc_grants_v1[ref].flags = 0;
		link_to(ref, first);
		first = ref;
	}
	return true;
}

static void extend(void)
{
	static struct uc_xen_resumer again = {.now = moved};
	static bool once;

	if (!show())
		return;
	if (!once)
		uc_xen_on_resume(&again);
	once = true;
}

grant_ref_t uc_grant_take(void)
{
	unsigned long f = uc_irq_save();
	grant_ref_t ref;

	if (!first)
		extend();
	ref = first;
	if (ref)
		first = link_of(ref);
	uc_irq_restore(f);
	return ref;
}

void uc_grant_put(grant_ref_t ref)
{
	unsigned long f = uc_irq_save();

	link_to(ref, first);
	first = ref;
	uc_irq_restore(f);
}
