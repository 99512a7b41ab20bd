/* SPDX-License-Identifier: BSD-3-Clause */
#include <sched.h>
#include <uc/syscall.h>
#include <uc/thread.h>

/* One policy. The real-time ones are refused as to a user without the right. */
UC_SYSCALL(sched_setscheduler, int tid, int policy, const struct sched_param *in)
{
	int priority;

	if (tid < 0 || !in)
		return -EINVAL;
	if (tid && !uc_thread_find(tid))
		return -ESRCH;
	if (uc_copy_in(&priority, in, sizeof priority))
		return -EFAULT;
	if (policy == SCHED_FIFO || policy == SCHED_RR)
		return priority >= 1 && priority <= 99 ? -EPERM : -EINVAL;
	return policy == SCHED_OTHER && !priority ? 0 : -EINVAL;
}
