/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include "internal.h"

/* Nothing is ever paged out; what is locked must be there. */
UC_SYSCALL(mlock, uintptr_t start, size_t len)
{
	uintptr_t first = UC_ALIGN_DOWN(start, UC_PAGE_SIZE), end = UC_ALIGN_UP(start + len, UC_PAGE_SIZE);
	int code;

	if (end < first)
		return -EINVAL;
	if (!uc_vm_range_ok((void *)first, end - first, PROT_NONE))
		return -ENOMEM;
	for (uintptr_t va = first; va < end; va += UC_PAGE_SIZE)
		if (uc_pt_lookup(va, NULL, NULL) == UC_PT_NONE && uc_vm_fault(va, PROT_READ, &code))
			return -ENOMEM;
	return 0;
}
