/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include "internal.h"

UC_SYSCALL(umask, mode_t mask)
{
	mode_t old = uc_umask;

	uc_umask = mask & 0777;
	return old;
}
