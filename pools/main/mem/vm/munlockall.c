/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include "internal.h"

UC_SYSCALL(munlockall, void)
{
	uc_vm_lock_future = false;
	return 0;
}
