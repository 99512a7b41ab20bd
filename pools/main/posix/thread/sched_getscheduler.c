/* SPDX-License-Identifier: BSD-3-Clause */
#include <sched.h>
#include <uc/syscall.h>
#include <uc/thread.h>

UC_SYSCALL(sched_getscheduler, int tid)
{
	if (tid < 0)
		return -EINVAL;
	return tid && !uc_thread_find(tid) ? -ESRCH : SCHED_OTHER;
}
