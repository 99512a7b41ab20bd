/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

int uc_fd_install_at(struct uc_file *f, int fd, bool cloexec)
{
	if ((unsigned)fd >= uc_fds.limit)
		return -EBADF;
	int r = uc_fds_reserve(fd);
	if (r < 0)
		return r;
	struct uc_file *old = uc_slot_file(uc_fds.slot[fd]);
	uc_fds.slot[fd] = uc_slot(f, cloexec);
	if (old)
		uc_file_put(old);
	return fd;
}
