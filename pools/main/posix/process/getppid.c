/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>

UC_SYSCALL(getppid, void)
{
	return 0;
}
