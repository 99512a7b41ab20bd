/* SPDX-License-Identifier: BSD-3-Clause */
#include "epoll.h"

UC_SYSCALL(epoll_pwait, int fd, struct epoll_event *user, int max, int ms,
	   const uint64_t *mask, size_t size)
{
	long r = uc_poll_mask_begin(mask, size);

	if (r)
		return r;
	r = uc_epoll_wait(fd, user, max, ms < 0 ? UINT64_MAX : ms * 1000000ULL);
	uc_poll_mask_end(mask, r);
	return r;
}
