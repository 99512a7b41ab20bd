/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include "mlock.h"

UC_SYSCALL(mlock, uintptr_t start, size_t len)
{
	return uc_vm_lock(start, len, true);
}
