/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/sched.h>
#include "state.h"

uint64_t uc_signal_process_pending;
struct uc_list uc_signal_process_queue = UC_LIST_INIT(uc_signal_process_queue);
struct uc_waitq uc_signal_waitq;

/* Delivery needs this library's exit work: link it with the first sender. */
__asm__(".reloc ., R_X86_64_NONE, uc_signal_deliver");

/* Finds a thread that will take the process's signal: the first one by
 * preference, as on Linux. */
static void notify(int sig)
{
	for (struct uc_thread *t = NULL; (t = uc_thread_next(t));) {
		if (t->kernel || (t->sig_mask & BIT(sig)))
			continue;
		uc_thread_interrupt(t, UC_WORK_SIGNAL);
		return;
	}
}

bool uc_signal_post(struct uc_thread *t, int sig, struct queued *q)
{
	unsigned long f = uc_irq_save();
	uint64_t *pending = t ? &t->sig_pending : &uc_signal_process_pending;
	bool posted = false;

	/* what is ignored but blocked stays: it may be waited for */
	if (uc_signal_ignored(sig) && !((t ? t : uc_current)->sig_mask & BIT(sig)))
		goto out;
	if (sig < SIG_RT && (*pending & BIT(sig)))
		goto out;
	*pending |= BIT(sig);
	if (q) {
		q->on = true;
		q->thread = t;
		uc_list_append(t ? &t->sig_queue : &uc_signal_process_queue, &q->node);
		posted = true;
	}
	if (!t)
		notify(sig);
	else if (!(t->sig_mask & BIT(sig)))
		uc_thread_interrupt(t, UC_WORK_SIGNAL);
	uc_wake(&uc_signal_waitq, -1, 1 /* EPOLLIN */);
out:
	uc_irq_restore(f);
	return posted;
}

void uc_signal_mask(uint64_t mask)
{
	struct uc_thread *t = uc_current;
	unsigned long f = uc_irq_save();
	uint64_t blocked = ~t->sig_mask & mask;

	t->sig_mask = mask & ~UNBLOCKABLE;
	if ((t->sig_pending | uc_signal_process_pending) & ~t->sig_mask)
		uc_thread_interrupt(t, UC_WORK_SIGNAL);
	/* this thread may have been the one to take them */
	blocked &= uc_signal_process_pending;
	for (int sig = 1; blocked; sig++, blocked >>= 1)
		if (blocked & 1)
			notify(sig);
	uc_irq_restore(f);
}

/* From the end of a thread. */
void uc_signal_thread_gone(struct uc_thread *t)
{
	unsigned long f = uc_irq_save();
	uint64_t left = uc_signal_process_pending;

	while (!uc_list_empty(&t->sig_queue)) {
		struct queued *q = UC_CONTAINER(t->sig_queue.next, struct queued, node);

		uc_list_remove(&q->node);
		q->on = false;
		q->taken(q, NULL);
	}
	t->sig_pending = 0;
	t->sig_mask = UINT64_MAX;
	for (int sig = 1; left; sig++, left >>= 1)
		if (left & 1)
			notify(sig);
	uc_irq_restore(f);
}
