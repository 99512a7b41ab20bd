/* SPDX-License-Identifier: BSD-3-Clause */
#include <sched.h>
#include <uc/syscall.h>
#include <uc/thread.h>

UC_SYSCALL(sched_setparam, int tid, const struct sched_param *in)
{
	int priority;

	if (tid < 0 || !in)
		return -EINVAL;
	if (tid && !uc_thread_find(tid))
		return -ESRCH;
	if (uc_copy_in(&priority, in, sizeof priority))
		return -EFAULT;
	return priority ? -EINVAL : 0;
}
