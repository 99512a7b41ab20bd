/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"
#include "setattr.h"

UC_SYSCALL(utimensat, int dirfd, const char *path, const struct timespec *user,
	   int flags)
{
	struct timespec t[2];
	struct stat st;
	unsigned mask;

	if (user && uc_copy_in(t, user, sizeof t))
		return -EFAULT;
	int r = uc_times(&st, user ? t : NULL, &mask);
	if (r)
		return r;
	if (!path)
		return flags ? -EINVAL : uc_setattr_fd(dirfd, &st, mask);
	return uc_setattr_at(dirfd, path, flags, &st, mask);
}
