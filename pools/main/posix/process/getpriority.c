/* SPDX-License-Identifier: BSD-3-Clause */
#include <sys/resource.h>
#include <uc/thread.h>
#include <uc/syscall.h>

UC_SYSCALL(getpriority, int which, int who)
{
	struct uc_thread *t = uc_current;

	if (which != PRIO_PROCESS && which != PRIO_PGRP && which != PRIO_USER)
		return -EINVAL;
	if (which == PRIO_PROCESS && who && !(t = uc_thread_find(who)))
		return -ESRCH;
	return 20 - t->nice; /* getpriority(2), "C library/kernel differences" */
}
