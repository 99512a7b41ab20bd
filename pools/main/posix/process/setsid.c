/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>

/* A group leader cannot begin a session (setsid(2)). */
UC_SYSCALL(setsid, void)
{
	return -EPERM;
}
