/* SPDX-License-Identifier: BSD-3-Clause */
/* File systems here are in memory: nothing is ever behind. */
#include <uc/file.h>
#include <uc/syscall.h>

UC_SYSCALL(sync, void)
{
	return 0;
}
