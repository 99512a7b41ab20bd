/* SPDX-License-Identifier: BSD-3-Clause */
#include "epoll.h"

UC_SYSCALL(epoll_wait, int fd, struct epoll_event *user, int max, int ms)
{
	return uc_epoll_wait(fd, user, max,
			     ms < 0 ? UINT64_MAX : ms * 1000000ULL);
}
