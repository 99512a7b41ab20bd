/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include <uc/thread.h>

UC_SYSCALL(sched_getaffinity, int tid, size_t size, uint64_t *mask)
{
	uint64_t one = 1;

	if (tid && !uc_thread_find(tid))
		return -ESRCH;
	if (size < sizeof one || size % sizeof one)
		return -EINVAL;
	return uc_copy_out(mask, &one, sizeof one) ? -EFAULT : (long)sizeof one;
}
