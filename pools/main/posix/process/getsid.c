/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>

UC_SYSCALL(getsid, int pid)
{
	return pid == 0 || pid == 1 ? 1 : -ESRCH;
}
