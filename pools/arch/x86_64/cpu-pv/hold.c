/* SPDX-License-Identifier: BSD-3-Clause */
/* Many things in one hypercall: changes of the lowest tables' entries. A handler of
 * an interrupt that needs memory may want them made while one is being added. */
#include "internal.h"

#define MOST 64

static struct mmu_update queue[MOST];
static unsigned waiting;
static bool holding, stale; /* stale: an address is to be forgotten */

void uc_pv_multicall(struct multicall_entry *calls, unsigned n, const char *what)
{
	uc_pv_must(uc_hypercall((long)calls, n, 0, 0, 0, __HYPERVISOR_multicall), what);
	for (unsigned i = 0; i < n; i++)
		uc_pv_must(calls[i].result, what);
}

static void flush_held(void)
{
	struct mmuext_op flush = {.cmd = MMUEXT_TLB_FLUSH_LOCAL};
	struct multicall_entry calls[] = {
		{.op = __HYPERVISOR_mmu_update, .args = {(uintptr_t)queue, waiting, 0, DOMID_SELF}},
		{.op = __HYPERVISOR_mmuext_op, .args = {(uintptr_t)&flush, 1, 0, DOMID_SELF}},
	};

	if (!waiting)
		return;
	uc_pv_multicall(calls, stale ? 2 : 1, "changes of page tables");
	waiting = 0;
	stale = false;
}

void uc_pv_flush_held(void)
{
	unsigned long f;

	if (!waiting)
		return;
	f = uc_irq_save();
	flush_held();
	uc_irq_restore(f);
}

bool uc_pv_held(const uint64_t *e, uint64_t v, bool flush)
{
	unsigned long f;

	if (!holding)
		return false;
	f = uc_irq_save();
	if (!holding) { /* any more */
		uc_irq_restore(f);
		return false;
	}
	if (waiting == MOST)
		flush_held();
	queue[waiting++] = (struct mmu_update){.ptr = uc_pv_machine(e) | MMU_NORMAL_PT_UPDATE, .val = v};
	stale |= flush;
	uc_irq_restore(f);
	return true;
}

void uc_pt_hold(void)
{
	holding = true;
}

void uc_pt_release(void)
{
	unsigned long f = uc_irq_save();

	/* at once: what a handler changes is not overwritten by what was to be made before */
	flush_held();
	holding = false;
	uc_irq_restore(f);
}
