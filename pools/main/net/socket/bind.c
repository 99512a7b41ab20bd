/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include "internal.h"

UC_SYSCALL(bind, int fd, const struct sockaddr *addr, socklen_t len)
{
	struct uc_file *f;
	struct uc_socket *s;
	struct sockaddr_storage ss;
	int r = uc_socket_fd(fd, &f, &s);
	if (r < 0)
		return r;
	r = uc_socket_addr_in(&ss, addr, len);
	if (!r)
		r = s->ops->bind ? s->ops->bind(s, (void *)&ss, len)
				 : -EOPNOTSUPP;
	uc_file_put(f);
	return r;
}
