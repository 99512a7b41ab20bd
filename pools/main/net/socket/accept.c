/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include <sys/socket.h>

long uc_do_accept4(int fd, struct sockaddr *addr, socklen_t *len, int flags);

UC_SYSCALL(accept, int fd, struct sockaddr *addr, socklen_t *len)
{
	return uc_do_accept4(fd, addr, len, 0);
}
