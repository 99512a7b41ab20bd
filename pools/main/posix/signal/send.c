/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/heap.h>
#include "state.h"

/* Queued signals in all; Linux's RLIMIT_SIGPENDING is of this order. */
#define QUEUE_MAX 4096

static unsigned queued;

static void taken(struct queued *q, siginfo_t *given)
{
	(void)given;
	queued--;
	uc_free(q);
}

int uc_signal_send(struct uc_thread *t, int sig, const siginfo_t *info)
{
	unsigned long f = uc_irq_save();
	struct queued *q = NULL;
	int r = 0;

	if (sig == SIGKILL)
		uc_signal_kill();
	if (queued < QUEUE_MAX)
		q = uc_zalloc(sizeof *q);
	if (q) {
		queued++;
		q->taken = taken;
		if (info)
			q->info = *info;
		else
			q->info.si_code = SI_KERNEL;
		q->info.si_signo = sig;
		if (!uc_signal_post(t, sig, q))
			taken(q, NULL);
	} else if (sig >= SIG_RT) {
		r = -EAGAIN;
	} else {
		/* a standard signal is never lost, only what it would tell */
		uc_signal_post(t, sig, NULL);
	}
	uc_irq_restore(f);
	return r;
}
