/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include <uc/thread.h>

UC_SYSCALL(sched_setaffinity, int tid, size_t size, const uint8_t *mask)
{
	uint8_t first = 0;

	if (tid && !uc_thread_find(tid))
		return -ESRCH;
	if (size && uc_copy_in(&first, mask, 1))
		return -EFAULT;
	return first & 1 ? 0 : -EINVAL; /* the only CPU is number 0 */
}
