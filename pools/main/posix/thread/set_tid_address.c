/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include <uc/thread.h>

UC_SYSCALL(set_tid_address, int *address)
{
	uc_current->clear_tid = address;
	return uc_current->tid;
}
