/* SPDX-License-Identifier: BSD-3-Clause */
#include "epoll.h"

UC_SYSCALL(epoll_create, int size)
{
	return size > 0 ? uc_epoll_new(0) : -EINVAL;
}
