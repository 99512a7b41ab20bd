/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/sched.h>

struct uc_thread *uc_thread_next(struct uc_thread *prev)
{
	struct uc_list *n = prev ? prev->all.next : uc_threads.next;

	return n == &uc_threads ? NULL : UC_CONTAINER(n, struct uc_thread, all);
}

struct uc_thread *uc_thread_find(int tid)
{
	struct uc_thread *t = NULL;

	while ((t = uc_thread_next(t)))
		if (!t->kernel && t->tid == tid)
			return t;
	return NULL;
}

unsigned uc_thread_count(void)
{
	return uc_app_threads;
}
