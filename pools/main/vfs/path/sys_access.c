/* SPDX-License-Identifier: BSD-3-Clause */
#include "access_at.h"
#include "internal.h"

UC_SYSCALL(access, const char *path, int mode)
{
	return uc_access_at(AT_FDCWD, path, mode, 0);
}
