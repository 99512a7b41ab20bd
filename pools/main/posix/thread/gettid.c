/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include <uc/thread.h>

UC_SYSCALL(gettid, void)
{
	return uc_current->tid;
}
