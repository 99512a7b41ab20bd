/* SPDX-License-Identifier: BSD-3-Clause */
#include "state.h"

/* Those that a fault causes come first: their context is the fault's. */
#define SYNCHRONOUS                                                            \
	(BIT(SIGSEGV) | BIT(SIGBUS) | BIT(SIGILL) | BIT(SIGTRAP) |             \
	 BIT(SIGFPE) | BIT(SIGSYS))

bool uc_signal_pending(void)
{
	return uc_signal_pending_set() & ~uc_current->sig_mask;
}

uint64_t uc_signal_pending_set(void)
{
	return uc_current->sig_pending | uc_signal_process_pending;
}

/* Takes the first instance of sig; the bit stays where there are more. */
static void take(uint64_t *pending, struct uc_list *queue, int sig,
		 siginfo_t *info)
{
	struct queued *found = NULL;
	bool more = false;

	uc_list_each(n, queue) {
		struct queued *q = UC_CONTAINER(n, struct queued, node);

		if (q->info.si_signo != sig)
			continue;
		if (found) {
			more = true;
			break;
		}
		found = q;
	}
	if (!more)
		*pending &= ~BIT(sig);
	memset(info, 0, sizeof *info);
	info->si_signo = sig;
	if (!found)
		return;
	uc_list_remove(&found->node);
	found->on = false;
	*info = found->info;
	found->taken(found, info);
}

int uc_signal_take(uint64_t set, siginfo_t *info)
{
	struct uc_thread *t = uc_current;
	unsigned long f = uc_irq_save();
	uint64_t *pending = &t->sig_pending, ready;
	struct uc_list *queue = &t->sig_queue;
	int sig = 0;

	if (!(*pending & set)) {
		pending = &uc_signal_process_pending;
		queue = &uc_signal_process_queue;
	}
	ready = *pending & set;
	if (ready & SYNCHRONOUS)
		ready &= SYNCHRONOUS;
	if (ready) {
		sig = __builtin_ctzl(ready) + 1;
		take(pending, queue, sig, info);
	}
	uc_irq_restore(f);
	return sig;
}

static void discard(uint64_t *pending, struct uc_list *queue, int sig)
{
	siginfo_t gone;

	while (*pending & BIT(sig))
		take(pending, queue, sig, &gone);
}

void uc_signal_discard(int sig)
{
	unsigned long f = uc_irq_save();

	discard(&uc_signal_process_pending, &uc_signal_process_queue, sig);
	for (struct uc_thread *t = NULL; (t = uc_thread_next(t));)
		if (!t->kernel)
			discard(&t->sig_pending, &t->sig_queue, sig);
	uc_irq_restore(f);
}
