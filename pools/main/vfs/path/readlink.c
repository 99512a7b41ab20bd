/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"
#include "make_at.h"

UC_SYSCALL(readlink, const char *path, char *buf, int n)
{
	return uc_readlink_at(AT_FDCWD, path, buf, n);
}
