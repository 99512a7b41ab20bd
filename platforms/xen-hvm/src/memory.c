/* SPDX-License-Identifier: BSD-3-Clause */
/* Frames come and go behind addresses that stay mapped. */
#include <uc/xen/hypercall.h>
#include <uc/xen/memory.h>
#include <xen/memory.h>

static bool reservation(unsigned op, const void *page, unsigned order)
{
	xen_pfn_t frame = uc_xen_frame(page);
	struct xen_memory_reservation r = {
		.nr_extents = 1, .extent_order = order, .domid = DOMID_SELF,
	};

	set_xen_guest_handle(r.extent_start, &frame);
	return uc_xen_memory_op(op, &r) == 1;
}

bool uc_xen_plat_give(void *page, unsigned order)
{
	return reservation(XENMEM_decrease_reservation, page, order);
}

/* Xen may have the memory, but not in one piece. */
bool uc_xen_plat_take(void *page, unsigned order)
{
	unsigned i;

	if (reservation(XENMEM_populate_physmap, page, order))
		return true;
	for (i = 0; order && i < 1u << order; i++)
		if (!reservation(XENMEM_populate_physmap, (char *)page + i * UC_PAGE_SIZE, 0))
			break;
	if (order && i == 1u << order)
		return true;
	while (order && i--)
		reservation(XENMEM_decrease_reservation, (char *)page + i * UC_PAGE_SIZE, 0);
	return false;
}
