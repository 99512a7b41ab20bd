/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"
#include "make_at.h"

UC_SYSCALL(rename, const char *from, const char *to)
{
	return uc_rename_at(AT_FDCWD, from, AT_FDCWD, to, 0);
}
