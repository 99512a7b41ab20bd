/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include "internal.h"

UC_SYSCALL(mincore, uintptr_t start, size_t len, unsigned char *vec)
{
	if (start & (UC_PAGE_SIZE - 1))
		return -EINVAL;
	len = UC_ALIGN_UP(len, UC_PAGE_SIZE);
	if (!uc_vm_range_ok((void *)start, len, PROT_NONE))
		return -ENOMEM;
	for (size_t i = 0; i < len >> UC_PAGE_SHIFT; i++) {
		unsigned char in = uc_pt_lookup(start + (i << UC_PAGE_SHIFT), NULL, NULL) != UC_PT_NONE;

		if (uc_copy_out(vec + i, &in, 1))
			return -EFAULT;
	}
	return 0;
}
