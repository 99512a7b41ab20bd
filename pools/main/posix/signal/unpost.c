/* SPDX-License-Identifier: BSD-3-Clause */
#include "state.h"

void uc_signal_unpost(struct queued *q)
{
	unsigned long f = uc_irq_save();
	struct uc_thread *t = q->thread;

	if (q->on) {
		struct uc_list *queue = t ? &t->sig_queue : &uc_signal_process_queue;
		bool more = false;

		uc_list_remove(&q->node);
		q->on = false;
		uc_list_each(n, queue)
			if (UC_CONTAINER(n, struct queued, node)->info.si_signo ==
			    q->info.si_signo)
				more = true;
		if (!more)
			*(t ? &t->sig_pending : &uc_signal_process_pending) &=
				~BIT(q->info.si_signo);
	}
	uc_irq_restore(f);
}
