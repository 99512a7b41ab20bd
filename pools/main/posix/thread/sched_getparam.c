/* SPDX-License-Identifier: BSD-3-Clause */
#include <sched.h>
#include <uc/syscall.h>
#include <uc/thread.h>

UC_SYSCALL(sched_getparam, int tid, struct sched_param *out)
{
	int priority = 0;

	if (tid < 0 || !out)
		return -EINVAL;
	if (tid && !uc_thread_find(tid))
		return -ESRCH;
	/* the kernel's struct ends here */
	return uc_copy_out(out, &priority, sizeof priority);
}
