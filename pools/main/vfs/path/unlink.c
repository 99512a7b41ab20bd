/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"
#include "make_at.h"

UC_SYSCALL(unlink, const char *path)
{
	return uc_unlink_at(AT_FDCWD, path, false);
}
