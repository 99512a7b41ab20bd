/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * First come, first served, and nobody is interrupted: a thread keeps the CPU
 * until it waits, yields or ends. Kernel threads, which are drivers' and answer
 * quickly, go before those of the application.
 */
#include <uc/scheduler.h>

const uint64_t uc_policy_slice = 0;

void uc_policy_charge(struct uc_thread *t, uint64_t ns)
{
	(void)t;
	(void)ns;
}

void uc_policy_ready(struct uc_thread *t, struct uc_thread *running)
{
	struct uc_list *at = uc_ready.next;

	(void)running;
	if (!t->kernel) {
		uc_list_append(&uc_ready, &t->run);
		return;
	}
	while (at != &uc_ready && UC_CONTAINER(at, struct uc_thread, run)->kernel)
		at = at->next;
	uc_list_append(at, &t->run);
}

void uc_policy_again(struct uc_thread *t)
{
	uc_list_append(&uc_ready, &t->run);
}

void uc_policy_yield(struct uc_thread *t)
{
	(void)t;
}

void uc_policy_run(struct uc_thread *t)
{
	(void)t;
}

/* Several threads need nothing more. */
__asm__(".globl uc_policy_several\n\t.set uc_policy_several, uc_policy_run");
