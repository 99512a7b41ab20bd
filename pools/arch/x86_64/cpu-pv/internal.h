/* SPDX-License-Identifier: BSD-3-Clause */
/* Shared by the files of this folder. */
#include <uc/pte.h>

/* From kernel mode to user mode: returns there. */
void uc_pv_enter_user(void);

static inline void uc_pv_must(long r, const char *what)
{
	if (uc_unlikely(r))
		uc_panic("Xen refuses %s: %ld", what, r);
}
static inline long uc_pv_update_va(uintptr_t va, uint64_t e, unsigned long flags)
{
	return uc_hypercall(va, e, flags, 0, 0, __HYPERVISOR_update_va_mapping);
}
static inline long uc_pv_mmu_update(struct mmu_update *list, unsigned n)
{
	return uc_hypercall((long)list, n, 0, DOMID_SELF, 0, __HYPERVISOR_mmu_update);
}
static inline long uc_pv_mmuext(struct mmuext_op *list, unsigned n)
{
	return uc_hypercall((long)list, n, 0, DOMID_SELF, 0, __HYPERVISOR_mmuext_op);
}
/* direct.c: the lowest entry of a page of memory at UC_DIRECT; NULL if there is no
 * table for it yet. */
uint64_t *uc_pv_direct_entry(uint64_t pfn);
void uc_pv_multicall(struct multicall_entry *calls, unsigned n, const char *what);
/* The machine's address of an entry. */
static inline uint64_t uc_pv_machine(const uint64_t *e)
{
	uint64_t pa = uc_phys(e);

	return uc_pv_mfn(pa) << UC_PAGE_SHIFT | (pa & (UC_PAGE_SIZE - 1));
}
/* hold.c: false if changes do not wait. flush: the entry was in use. */
bool uc_pv_held(const uint64_t *e, uint64_t v, bool flush);
/* Makes those that wait, before anything that depends on it. */
void uc_pv_flush_held(void);
/* Writes an entry of a table that Xen knows as such. */
void uc_pv_write(uint64_t *e, uint64_t v);
/* The table at pa can no longer be written through the mapping at va. */
void uc_pv_protect_table(uintptr_t va, uint64_t pa);
