/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

int uc_fd_close(int fd)
{
	if ((unsigned)fd >= uc_fds.size)
		return -EBADF;
	struct uc_file *f = uc_slot_file(uc_fds.slot[fd]);
	if (!f)
		return -EBADF;
	uc_fds.slot[fd] = 0;
	if ((unsigned)fd < uc_fds.low)
		uc_fds.low = fd;
	uc_file_put(f);
	return 0;
}
