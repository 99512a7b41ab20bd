/* SPDX-License-Identifier: BSD-3-Clause */
#include "getname.h"

UC_SYSCALL(getsockname, int fd, struct sockaddr *addr, socklen_t *len)
{
	return getname(fd, addr, len, false);
}
