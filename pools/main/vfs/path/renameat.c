/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"
#include "make_at.h"

UC_SYSCALL(renameat, int from_fd, const char *from, int to_fd, const char *to)
{
	return uc_rename_at(from_fd, from, to_fd, to, 0);
}
