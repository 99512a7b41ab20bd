/* SPDX-License-Identifier: BSD-3-Clause */
#include <sched.h>
#include <uc/syscall.h>

UC_SYSCALL(sched_get_priority_min, int policy)
{
	if (policy == SCHED_FIFO || policy == SCHED_RR)
		return 1;
	return policy == SCHED_OTHER || policy == SCHED_BATCH || policy == SCHED_IDLE
		       ? 0 : -EINVAL;
}
