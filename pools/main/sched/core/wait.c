/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/thread.h>

void uc_waitq_init(struct uc_waitq *q)
{
	uc_list_init(&q->waiters);
}

void uc_wait_add(struct uc_waitq *q, struct uc_wait *w)
{
	unsigned long f = uc_irq_save();

	if (!q->waiters.next)
		uc_list_init(&q->waiters);
	uc_list_append(&q->waiters, &w->node);
	uc_irq_restore(f);
}

void uc_wait_remove(struct uc_wait *w)
{
	unsigned long f = uc_irq_save();

	if (w->node.next)
		uc_list_remove(&w->node);
	uc_irq_restore(f);
}

int uc_wake(struct uc_waitq *q, int n, unsigned events)
{
	unsigned long f = uc_irq_save();
	struct uc_list *p, *next, *head = &q->waiters, *first = NULL;
	int woken = 0;

	for (p = head->next; p && p != head && p != first && woken != n; p = next) {
		struct uc_wait *w = UC_CONTAINER(p, struct uc_wait, node);

		next = p->next;
		if (n >= 0) {
			/* who was woken goes behind: it must not be counted again
			 * by the next call before it has run */
			uc_list_remove(p);
			uc_list_append(head, p);
			if (!first)
				first = p;
		}
		w->events |= events;
		if (w->wake)
			w->wake(w, events);
		else
			uc_thread_wake(w->thread);
		woken++;
	}
	uc_irq_restore(f);
	return woken;
}
