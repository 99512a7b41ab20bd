/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include <uc/vm.h>

UC_SYSCALL(munmap, uintptr_t start, size_t len)
{
	return uc_vm_unmap(start, len);
}
