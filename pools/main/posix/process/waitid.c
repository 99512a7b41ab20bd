/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>

UC_SYSCALL(waitid, int type, int id, void *info, int options, void *usage)
{
	(void)type, (void)id, (void)info, (void)options, (void)usage;
	return -ECHILD;
}
