/* SPDX-License-Identifier: BSD-3-Clause */
#include <fcntl.h>
#include <uc/syscall.h>
#include "internal.h"

UC_SYSCALL(connect, int fd, const struct sockaddr *addr, socklen_t len)
{
	struct uc_file *f;
	struct uc_socket *s;
	struct sockaddr_storage ss;
	int r = uc_socket_fd(fd, &f, &s);
	if (r < 0)
		return r;
	r = uc_socket_addr_in(&ss, addr, len);
	if (!r && len < sizeof ss.ss_family)
		r = -EINVAL;
	if (!r)
		r = s->ops->connect
			? s->ops->connect(s, (void *)&ss, len,
				f->flags & O_NONBLOCK ? MSG_DONTWAIT : 0)
			: -EOPNOTSUPP;
	uc_file_put(f);
	return r;
}
