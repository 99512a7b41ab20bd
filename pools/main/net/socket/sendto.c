/* SPDX-License-Identifier: BSD-3-Clause */
#include <fcntl.h>
#include <uc/syscall.h>
#include "internal.h"

UC_SYSCALL(sendto, int fd, const void *buf, size_t n, int flags,
	   const struct sockaddr *addr, socklen_t len)
{
	struct uc_file *f;
	struct uc_socket *s;
	struct sockaddr_storage ss;
	struct iovec v = {(void *)buf, n};
	struct uc_iov iov = {.v = &v, .count = 1, .total = n};
	struct msghdr m = {0};
	if ((ssize_t)n < 0)
		return -EINVAL;
	long r = uc_socket_fd(fd, &f, &s);
	if (r < 0)
		return r;
	if (addr) {
		r = uc_socket_addr_in(&ss, addr, len);
		m.msg_name = &ss;
		m.msg_namelen = len;
	}
	if (f->flags & O_NONBLOCK)
		flags |= MSG_DONTWAIT;
	if (!r)
		r = s->ops->send(s, &iov, addr ? &m : NULL, flags);
	uc_file_put(f);
	return r;
}
