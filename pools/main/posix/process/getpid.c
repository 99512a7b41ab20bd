/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>

UC_SYSCALL(getpid, void)
{
	return 1;
}
