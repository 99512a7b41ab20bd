/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"
#include "open_fd.h"

long uc_open_fd(int dirfd, const char *user, int flags, mode_t mode)
{
	char path[PATH_MAX];
	int err;
	long n = uc_copy_in_str(path, user, sizeof path);

	if (n < 0)
		return n;
	struct uc_file *f = uc_open(dirfd, path, flags, mode, &err);
	if (!f)
		return err;
	int fd = uc_fd_install(f, 0, flags & O_CLOEXEC);
	if (fd < 0)
		uc_file_put(f);
	return fd;
}
