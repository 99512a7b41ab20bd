/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

/* The flags go last: they make the entry valid. */
void uc_grant_open(grant_ref_t ref, domid_t domain, const void *p, bool readonly)
{
	const uint16_t flags = GTF_permit_access | (readonly ? GTF_readonly : 0);
	const uint64_t frame = uc_xen_frame(p);

	if (uc_grants_v2) {
		volatile union grant_entry_v2 *e = &uc_grants_v2[ref];

		e->full_page.frame = frame;
		e->hdr.domid = domain;
		uc_barrier();
		e->hdr.flags = flags;
		return;
	}
	uc_assert(frame <= UINT32_MAX); /* or version 2 had been chosen */
	uc_grants_v1[ref].frame = frame;
	uc_grants_v1[ref].domid = domain;
	uc_barrier();
	uc_grants_v1[ref].flags = flags;
}

/* Xen marks an entry while it is in use, by the same kind of exchange. */
static bool close_v1(grant_ref_t ref)
{
	uint16_t flags = uc_grants_v1[ref].flags;

	do {
		if (flags & (GTF_reading | GTF_writing))
			return false;
	} while (!__atomic_compare_exchange_n(&uc_grants_v1[ref].flags, &flags, 0, false,
					      __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST));
	return true;
}

/* Xen marks an entry, then looks at its flags again: so here it is the other way
 * round. */
static bool close_v2(grant_ref_t ref)
{
	uc_grants_v2[ref].hdr.flags = 0;
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	return !(uc_grant_status[ref] & (GTF_reading | GTF_writing));
}

bool uc_grant_close(grant_ref_t ref)
{
	return uc_grants_v2 ? close_v2(ref) : close_v1(ref);
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
