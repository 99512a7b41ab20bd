/* SPDX-License-Identifier: BSD-3-Clause */
#include <sys/resource.h>
#include <uc/thread.h>
#include <uc/syscall.h>

UC_SYSCALL(setpriority, int which, int who, int nice)
{
	struct uc_thread *t = uc_current;

	if (which != PRIO_PROCESS && which != PRIO_PGRP && which != PRIO_USER)
		return -EINVAL;
	nice = UC_MAX(-20, UC_MIN(19, nice));
	if (which == PRIO_PROCESS) {
		if (who && !(t = uc_thread_find(who)))
			return -ESRCH;
		t->nice = nice;
		return 0;
	}
	for (t = NULL; (t = uc_thread_next(t));)
		if (!t->kernel)
			t->nice = nice;
	return 0;
}
