/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Memory that comes and goes (Xen, xen/memory.h). Pages that go must be mapped
 * nowhere any more; those that come are ours before they are mapped. The
 * toolstack that follows a running domain looks at a counter for changes of the
 * list of frames.
 */
#include <uc/arch_cpu.h>
#include <uc/xen/memory.h>
#include <xen/memory.h>
#include "internal.h"

#define MOST (1u << UC_XEN_MEMORY_ORDER)

static xen_pfn_t frames[MOST]; /* nobody else runs meanwhile */

/* How many pages of frames Xen takes, or has filled in. */
static unsigned reservation(unsigned op, unsigned n)
{
	struct xen_memory_reservation r = {.nr_extents = n, .domid = DOMID_SELF};
	long done;

	set_xen_guest_handle(r.extent_start, frames);
	done = n ? uc_xen_memory_op(op, &r) : 0;
	return UC_MAX(done, 0L);
}

static void set_list(uint64_t pfn, unsigned n, bool there)
{
	volatile uint64_t *generation = &uc_xen_shared->arch.p2m_generation;

	++*generation;
	uc_barrier();
	for (unsigned i = 0; i < n; i++)
		uc_pv_p2m[pfn + i] = there ? frames[i] : UC_PV_NO_MFN;
	uc_barrier();
	++*generation;
}

/* Where there is no table yet, uc_pv_reach will go by the list. */
static void map(uint64_t pfn, unsigned n, bool there)
{
	uc_pt_hold();
	for (unsigned i = 0; i < n; i++) {
		uint64_t pa = (pfn + i) << UC_PAGE_SHIFT, *e = uc_pv_direct_entry(pfn + i);

		if (e)
			uc_pv_held(e, there ? uc_pte_make(pa, UC_PTE_P | UC_PTE_NX | UC_PTE_RW) : 0, true);
	}
	uc_pt_release();
}

bool uc_xen_plat_give(void *page, unsigned order)
{
	uint64_t pfn = uc_phys(page) >> UC_PAGE_SHIFT;
	unsigned n = 1u << order;

	uc_assert(n <= MOST);
	for (unsigned i = 0; i < n; i++)
		frames[i] = uc_pv_p2m[pfn + i];
	map(pfn, n, false);
	set_list(pfn, n, false);
	uc_pv_must(reservation(XENMEM_decrease_reservation, n) != n, "pages that it is given back");
	return true;
}

bool uc_xen_plat_take(void *page, unsigned order)
{
	uint64_t pfn = uc_phys(page) >> UC_PAGE_SHIFT;
	unsigned n = 1u << order, got;

	uc_assert(n <= MOST);
	for (unsigned i = 0; i < n; i++)
		frames[i] = pfn + i;
	got = reservation(XENMEM_populate_physmap, n);
	if (got < n) {
		uc_pv_must(reservation(XENMEM_decrease_reservation, got) != got, "pages that it is given back");
		return false;
	}
	for (unsigned i = 0; i < n; i++)
		uc_pv_must(machine_to_phys_mapping[frames[i]] != pfn + i, "to know whose page it is");
	set_list(pfn, n, true);
	map(pfn, n, true);
	return true;
}
