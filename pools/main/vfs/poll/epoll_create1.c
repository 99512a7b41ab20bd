/* SPDX-License-Identifier: BSD-3-Clause */
#include "epoll.h"

UC_SYSCALL(epoll_create1, int flags)
{
	return flags & ~EPOLL_CLOEXEC ? -EINVAL : uc_epoll_new(flags);
}
