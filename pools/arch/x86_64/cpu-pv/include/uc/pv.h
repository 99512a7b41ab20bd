/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Between cpu-pv and the platform that starts as a paravirtualised guest.
 *
 * The numbers of our pages (pfn) are not the machine's (mfn), which page table
 * entries and hypercalls want; uc_pv_p2m has the one for the other.
 */
#ifndef UC_PV_H
#define UC_PV_H
#include <uc/xen/hypercall.h>

extern uint64_t *uc_pv_p2m;
#define UC_PV_NO_MFN ~0UL /* there is no page */

static inline uint64_t uc_pv_mfn(uint64_t pa) { return uc_pv_p2m[pa >> UC_PAGE_SHIFT]; }
/* Xen shows its table of the other direction to everybody. */
static inline uint64_t uc_pv_pa(uint64_t mfn) { return machine_to_phys_mapping[mfn] << UC_PAGE_SHIFT; }

/* The tables that the domain was built with; the platform fills it in. */
struct uc_pv_tables {
	uint64_t top, count; /* the first one's address, which is the top; pages */
	uint64_t end;        /* of memory mapped at its own address; 0 once they are gone */
};
extern struct uc_pv_tables uc_pv_boot;
/* They are memory like any other, once they are gone. */
void uc_pv_release_tables(void);
extern uint64_t uc_pv_shared_mfn; /* until the final tables are in use */
/* Shows Xen's shared page, and tells the toolstack there where it finds our list of
 * frames; hides it, so that the domain may be saved. Interrupts off. */
void uc_pv_show_shared(uint64_t mfn);
void uc_pv_hide_shared(void);

/* For page tables that map most pages of memory at UC_DIRECT, of which so many are
 * there, puts memory aside from physical address from on, and returns its end.
 * What lies below is mapped at once. */
uint64_t uc_pv_direct_init(uint64_t from, uint64_t pages, uint64_t most);
/* From now on this list is uc_pv_p2m, in memory at UC_DIRECT with room for the most
 * that there can be. */
void uc_pv_extend_p2m(uint64_t *list);

/* Addresses above all memory, for frames that are not ours. */
#define UC_PV_AREA (UC_DIRECT + (1UL << 39))
/* Shows a machine frame at va, in the image or that area; false: no memory for
 * page tables, or refused. */
bool uc_pv_show(uintptr_t va, uint64_t mfn);
/* A page of ours that nobody writes to is at va instead. */
void uc_pv_hide(uintptr_t va);
#endif
