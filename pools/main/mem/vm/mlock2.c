/* SPDX-License-Identifier: BSD-3-Clause */
#define _GNU_SOURCE
#include <uc/syscall.h>
#include "mlock.h"

UC_SYSCALL(mlock2, uintptr_t start, size_t len, unsigned flags)
{
	if (flags & ~MLOCK_ONFAULT)
		return -EINVAL;
	return uc_vm_lock(start, len, !flags);
}
