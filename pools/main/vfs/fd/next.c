/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

int uc_fd_next(int fd)
{
	for (unsigned i = UC_MAX(fd, 0); i < uc_fds.size; i++)
		if (uc_fds.slot[i])
			return i;
	return -1;
}
