/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/random.h>
#include "internal.h"

#ifdef CONFIG_MEM_VM_RANDOM
uintptr_t uc_vm_random(unsigned bits)
{
	uint64_t r;

	uc_random(&r, sizeof r);
	return (r & ((1UL << bits) - 1)) * UC_PAGE_SIZE;
}
#endif
