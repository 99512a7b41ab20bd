/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

/* Nothing is ever paged out; what is locked must be there. */
static inline long uc_vm_lock(uintptr_t start, size_t len, bool populate)
{
	uintptr_t first = UC_ALIGN_DOWN(start, UC_PAGE_SIZE), end = UC_ALIGN_UP(start + len, UC_PAGE_SIZE);

	if (end < first)
		return -EINVAL;
	if (!uc_vm_range_ok((void *)first, end - first, PROT_NONE))
		return -ENOMEM;
	if (populate && !uc_vm_in_image(first, end) && uc_vm_populate(first, end))
		return -ENOMEM;
	return 0;
}
