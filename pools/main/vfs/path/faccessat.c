/* SPDX-License-Identifier: BSD-3-Clause */
#include "access_at.h"
#include "internal.h"

UC_SYSCALL(faccessat, int dirfd, const char *path, int mode)
{
	return uc_access_at(dirfd, path, mode, 0);
}
