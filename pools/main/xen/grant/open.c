/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

/* The flags go last: they make the entry valid. */
void uc_grant_open(grant_ref_t ref, domid_t domain, const void *p, bool readonly)
{
	volatile struct grant_entry_v1 *e = &uc_grants[ref];

	e->frame = uc_xen_frame(p);
	e->domid = domain;
	uc_barrier();
	e->flags = GTF_permit_access | (readonly ? GTF_readonly : 0);
}

/* Xen marks an entry while it is in use, by the same kind of exchange. */
bool uc_grant_close(grant_ref_t ref)
{
	uint16_t flags = uc_grants[ref].flags;

	do {
		if (flags & (GTF_reading | GTF_writing))
			return false;
	} while (!__atomic_compare_exchange_n(&uc_grants[ref].flags, &flags, 0, false,
					      __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST));
	return true;
}

grant_ref_t uc_grant_page(domid_t domain, const void *p)
{
	grant_ref_t ref = uc_grant_take();

	if (ref)
		uc_grant_open(ref, domain, p, false);
	return ref;
}

bool uc_grant_end(grant_ref_t ref)
{
	if (!uc_grant_close(ref))
		return false;
	uc_grant_put(ref);
	return true;
}
