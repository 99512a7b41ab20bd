/* SPDX-License-Identifier: BSD-3-Clause */
#include <fcntl.h>
#include <uc/syscall.h>
#include "internal.h"

static long accepted(struct uc_file *nf, struct sockaddr *addr, socklen_t *len,
		     int flags)
{
	struct uc_socket *n = uc_socket_of(nf);
	if (addr) {
		struct sockaddr_storage ss;
		socklen_t sl = sizeof ss;
		memset(&ss, 0, sizeof ss);
		int r = n->ops->getname(n, &ss, &sl, true);
		if (r < 0) /* reset already; the first read tells */
			sl = sizeof ss.ss_family;
		r = uc_socket_addr_out(&ss, sl, addr, len);
		if (r < 0) {
			uc_file_put(nf);
			return r;
		}
	}
	return uc_socket_install(nf, flags);
}

UC_SYSCALL(accept4, int fd, struct sockaddr *addr, socklen_t *len, int flags)
{
	struct uc_file *f, *nf;
	struct uc_socket *s;
	if (flags & ~(SOCK_CLOEXEC | SOCK_NONBLOCK))
		return -EINVAL;
	long r = uc_socket_fd(fd, &f, &s);
	if (r < 0)
		return r;
	r = s->ops->accept
		? s->ops->accept(s, &nf, f->flags & O_NONBLOCK ? MSG_DONTWAIT : 0)
		: -EOPNOTSUPP;
	if (!r)
		r = accepted(nf, addr, len, flags);
	uc_file_put(f);
	return r;
}
