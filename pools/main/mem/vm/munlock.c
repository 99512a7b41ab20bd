/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include "mlock.h"

/* Nothing is ever paged out: locking has no effect to undo. */
UC_SYSCALL(munlock, uintptr_t start, size_t len)
{
	return uc_vm_lock(start, len, false);
}
