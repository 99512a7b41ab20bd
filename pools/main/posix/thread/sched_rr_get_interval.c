/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/clock.h>
#include <uc/scheduler.h>
#include <uc/syscall.h>

UC_SYSCALL(sched_rr_get_interval, int tid, struct timespec *out)
{
	if (tid < 0)
		return -EINVAL;
	if (tid && !uc_thread_find(tid))
		return -ESRCH;
	return uc_time_out(out, uc_policy_slice);
}
