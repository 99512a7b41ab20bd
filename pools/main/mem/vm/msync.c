/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include "internal.h"

/* Shared mappings are the page cache itself: nothing has to be written back. */
UC_SYSCALL(msync, uintptr_t start, size_t len, int flags)
{
	if (start & (UC_PAGE_SIZE - 1) || flags & ~(MS_ASYNC | MS_SYNC | MS_INVALIDATE) ||
	    (flags & (MS_ASYNC | MS_SYNC)) == (MS_ASYNC | MS_SYNC))
		return -EINVAL;
	return uc_vm_range_ok((void *)start, UC_ALIGN_UP(len, UC_PAGE_SIZE), PROT_NONE) ? 0 : -ENOMEM;
}
