/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"
#include "setattr.h"

UC_SYSCALL(utime, const char *path, const time_t *user)
{
	time_t s[2];
	struct timespec t[2] = {0};
	struct stat st;
	unsigned mask;

	if (user && uc_copy_in(s, user, sizeof s))
		return -EFAULT;
	for (int i = 0; user && i < 2; i++)
		t[i].tv_sec = s[i];
	int r = uc_times(&st, user ? t : NULL, &mask);
	return r ? r : uc_setattr_at(AT_FDCWD, path, 0, &st, mask);
}
