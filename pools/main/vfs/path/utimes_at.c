/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"
#include "setattr.h"
#include "utimes_at.h"

long uc_utimes_at(int dirfd, const char *path, const struct timeval *user)
{
	struct timeval tv[2];
	struct timespec t[2];
	struct stat st;
	unsigned mask;

	if (user) {
		if (uc_copy_in(tv, user, sizeof tv))
			return -EFAULT;
		for (int i = 0; i < 2; i++) {
			if ((unsigned long)tv[i].tv_usec >= 1000000)
				return -EINVAL;
			t[i].tv_sec = tv[i].tv_sec;
			t[i].tv_nsec = tv[i].tv_usec * 1000;
		}
	}
	int r = uc_times(&st, user ? t : NULL, &mask);
	if (r)
		return r;
	return path ? uc_setattr_at(dirfd, path, 0, &st, mask)
		    : uc_setattr_fd(dirfd, &st, mask);
}
