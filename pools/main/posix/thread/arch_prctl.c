/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include <uc/thread.h>

/* arch_prctl(2) */
#define ARCH_SET_FS 0x1002
#define ARCH_GET_FS 0x1003

UC_SYSCALL(arch_prctl, int op, uintptr_t address)
{
	if (op == ARCH_GET_FS)
		return uc_copy_out((void *)address, &uc_current->tls, sizeof(uintptr_t));
	if (op != ARCH_SET_FS)
		return -EINVAL;
	if (address >= UC_USER_TOP)
		return -EPERM;
	uc_current->tls = address;
	uc_arch_set_tls(address);
	return 0;
}
