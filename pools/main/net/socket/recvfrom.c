/* SPDX-License-Identifier: BSD-3-Clause */
#include <fcntl.h>
#include <uc/syscall.h>
#include "internal.h"

UC_SYSCALL(recvfrom, int fd, void *buf, size_t n, int flags,
	   struct sockaddr *addr, socklen_t *len)
{
	struct uc_file *f;
	struct uc_socket *s;
	struct sockaddr_storage ss;
	struct iovec v = {buf, n};
	struct uc_iov iov = {.v = &v, .count = 1, .total = n};
	struct msghdr m = {0};
	if ((ssize_t)n < 0)
		return -EINVAL;
	long r = uc_socket_fd(fd, &f, &s);
	if (r < 0)
		return r;
	if (addr) {
		memset(&ss, 0, sizeof ss);
		m.msg_name = &ss;
		m.msg_namelen = sizeof ss;
	}
	if (f->flags & O_NONBLOCK)
		flags |= MSG_DONTWAIT;
	r = s->ops->recv(s, &iov, &m, flags);
	if (r >= 0 && addr) {
		int e = uc_socket_addr_out(&ss, m.msg_namelen, addr, len);
		if (e < 0)
			r = e;
	}
	uc_file_put(f);
	return r;
}
