/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include "internal.h"

UC_SYSCALL(newfstatat, int dirfd, const char *path, struct stat *user, int flags)
{
	struct stat st;
	if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH | AT_NO_AUTOMOUNT))
		return -EINVAL;
	int r = uc_stat_at(dirfd, path, flags, &st);

	return r ? r : uc_copy_out(user, &st, sizeof st);
}
