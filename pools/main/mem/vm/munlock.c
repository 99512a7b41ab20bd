/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include "internal.h"

/* Nothing is ever paged out: locking has no effect to undo. */
UC_SYSCALL(munlock, uintptr_t start, size_t len)
{
	uintptr_t first = UC_ALIGN_DOWN(start, UC_PAGE_SIZE), end = UC_ALIGN_UP(start + len, UC_PAGE_SIZE);

	if (end < first)
		return -EINVAL;
	if (!uc_vm_range_ok((void *)first, end - first, PROT_NONE))
		return -ENOMEM;
	return 0;
}
