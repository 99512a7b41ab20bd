/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include "internal.h"

UC_SYSCALL(stat, const char *path, struct stat *user)
{
	struct stat st;
	int r = uc_stat_at(AT_FDCWD, path, 0, &st);

	return r ? r : uc_copy_out(user, &st, sizeof st);
}
