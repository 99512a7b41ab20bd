/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/page.h>
#include <uc/xen/ring.h>

static void lay_out(struct uc_xen_ring *r, void *pages, unsigned order, unsigned slot)
{
	uint32_t n = ((UC_PAGE_SIZE << order) - sizeof *r->shared) / slot;

	while (n & (n - 1))
		n &= n - 1;
	*r = (struct uc_xen_ring){
		.shared = pages, .slots = (char *)pages + sizeof *r->shared,
		.slot = slot, .mask = n - 1, .order = order,
	};
	r->shared->req_event = r->shared->rsp_event = 1;
}

int uc_xen_ring_new(struct uc_xen_ring *r, domid_t domain, unsigned order, unsigned slot)
{
	char *pages = uc_page_alloc_zero(order);

	if (!pages)
		return -ENOMEM;
	lay_out(r, pages, order, slot);
	for (unsigned i = 0; i < 1u << order; i++) {
		r->refs[i] = uc_grant_page(domain, pages + i * UC_PAGE_SIZE);
		if (!r->refs[i]) {
			uc_xen_ring_drop(r);
			return -ENOSPC;
		}
	}
	return 0;
}

void uc_xen_ring_drop(struct uc_xen_ring *r)
{
	bool whole = true;

	if (!r->shared)
		return;
	for (unsigned i = 0; i < 1u << r->order; i++)
		if (r->refs[i])
			whole &= uc_grant_end(r->refs[i]);
	if (whole)
		uc_page_free((void *)r->shared, r->order);
	r->shared = NULL;
}

void uc_xen_ring_lost(struct uc_xen_ring *r)
{
	memset(r->refs, 0, sizeof r->refs);
	uc_xen_ring_drop(r);
}
