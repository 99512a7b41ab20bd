/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include <uc/thread.h>

UC_SYSCALL(sched_yield, void)
{
	uc_yield();
	return 0;
}
