/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/sched.h>

UC_NORETURN void uc_thread_exit(void)
{
	struct uc_thread *t = uc_current;
	unsigned long f = uc_irq_save();

	/* first of all: a timer that finds it later would leave it a signal after
	 * the hook has given those back */
	uc_list_remove(&t->all);
	uc_irq_restore(f);
	if (uc_thread_exit_hook)
		uc_thread_exit_hook(t);
	uc_irq_disable();
	if (!t->kernel)
		uc_app_threads--;
	uc_sched_gone(t);
	uc_sched_next();
	uc_panic("a thread that ended runs");
}
