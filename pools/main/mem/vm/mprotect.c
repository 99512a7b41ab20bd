/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include <uc/vm.h>

UC_SYSCALL(mprotect, uintptr_t start, size_t len, int prot)
{
	return uc_vm_protect(start, len, prot);
}
