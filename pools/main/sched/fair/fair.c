/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The queue is ordered by virtual run time (time on the CPU, weighted by nice),
 * so that the thread that had least of it runs next; kernel threads have 0 and go
 * first.
 */
#include <uc/plat.h>
#include <uc/scheduler.h>

#define SLICE_NS         10000000UL
/* A woken thread preempts one that is this far ahead. */
#define WAKE_GRANULARITY 1000000UL
/* How much unused time a sleeper may claim when it wakes. */
#define SLEEPER_CREDIT   (SLICE_NS / 2)

const uint64_t uc_policy_slice = SLICE_NS;

static uint64_t least; /* vruntime of who was chosen last */

static uint64_t weigh(uint64_t ns, int nice)
{
	for (; nice > 0; nice--)
		ns += ns / 4;
	for (; nice < 0; nice++)
		ns -= ns / 5;
	return ns;
}

void uc_policy_charge(struct uc_thread *t, uint64_t ns)
{
	if (!t->kernel)
		t->vruntime += weigh(ns, t->nice);
}

void uc_policy_again(struct uc_thread *t)
{
	struct uc_list *at = &uc_ready;

	if (!uc_list_empty(&uc_ready) &&
	    UC_CONTAINER(uc_ready.next, struct uc_thread, run)->vruntime > t->vruntime) {
		uc_list_push(&uc_ready, &t->run);
		return;
	}
	while (at->prev != &uc_ready &&
	       UC_CONTAINER(at->prev, struct uc_thread, run)->vruntime > t->vruntime)
		at = at->prev;
	uc_list_append(at, &t->run);
}

static bool is_ahead(const struct uc_thread *t, const struct uc_thread *of)
{
	uint64_t ns = uc_plat_monotonic() - t->switched_in;

	return t->vruntime + weigh(ns, t->nice) > of->vruntime + WAKE_GRANULARITY;
}

void uc_policy_ready(struct uc_thread *t, struct uc_thread *running)
{
	if (t->kernel)
		t->vruntime = 0;
	else if (t->vruntime + SLEEPER_CREDIT < least)
		t->vruntime = least - SLEEPER_CREDIT;
	uc_policy_again(t);
	if (!running)
		return;
	if (t->kernel || (!running->kernel && is_ahead(running, t)))
		__atomic_or_fetch(&running->work, UC_WORK_RESCHED, __ATOMIC_RELAXED);
	else if (uc_policy_several)
		uc_policy_several();
}

void uc_policy_yield(struct uc_thread *t)
{
	uint64_t last = UC_CONTAINER(uc_ready.prev, struct uc_thread, run)->vruntime;

	if (t->vruntime < last)
		t->vruntime = last;
}

void uc_policy_run(struct uc_thread *t)
{
	if (!t->kernel && t->vruntime > least)
		least = t->vruntime;
	t->slice_end = t->switched_in + SLICE_NS;
	if (!uc_list_empty(&uc_ready) && uc_policy_several)
		uc_policy_several();
}
