/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include "internal.h"

/* linux/close_range.h; UNSHARE has nothing to unshare in one process. */
#define UNSHARE 2
#define CLOEXEC 4

UC_SYSCALL(close_range, unsigned first, unsigned last, unsigned flags)
{
	if (flags & ~(UNSHARE | CLOEXEC) || first > last)
		return -EINVAL;
	for (unsigned fd = first; fd <= last && fd < uc_fds.size; fd++) {
		if (!uc_fds.slot[fd])
			continue;
		if (flags & CLOEXEC)
			uc_fds.slot[fd] |= 1;
		else
			uc_fd_close(fd);
	}
	return 0;
}
