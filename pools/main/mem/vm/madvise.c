/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include "internal.h"

UC_SYSCALL(madvise, uintptr_t start, size_t len, int advice)
{
	len = UC_ALIGN_UP(len, UC_PAGE_SIZE);
	if (!len)
		return start & (UC_PAGE_SIZE - 1) ? -EINVAL : 0;
	if (uc_vm_bad_range(start, len))
		return -EINVAL;
	switch (advice) {
	case MADV_DONTNEED:
	case MADV_FREE:
		if (!uc_vm_range_ok((void *)start, len, PROT_NONE))
			return -ENOMEM;
		uc_vm_drop(start, start + len);
		return 0;
	case MADV_NORMAL:
	case MADV_RANDOM:
	case MADV_SEQUENTIAL:
	case MADV_WILLNEED:
	case MADV_HUGEPAGE:
	case MADV_NOHUGEPAGE:
	case MADV_DONTDUMP:
	case MADV_DODUMP:
	case MADV_DONTFORK:
	case MADV_DOFORK:
		return uc_vm_range_ok((void *)start, len, PROT_NONE) ? 0 : -ENOMEM;
	}
	return -EINVAL;
}
