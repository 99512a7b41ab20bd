/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>

UC_SYSCALL(wait4, int pid, int *status, int options, void *usage)
{
	(void)pid, (void)status, (void)options, (void)usage;
	return -ECHILD;
}
