/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include "internal.h"

static long getname(int fd, struct sockaddr *addr, socklen_t *len, bool peer)
{
	struct uc_file *f;
	struct uc_socket *s;
	struct sockaddr_storage ss;
	socklen_t sl = sizeof ss;
	int r = uc_socket_fd(fd, &f, &s);
	if (r < 0)
		return r;
	memset(&ss, 0, sizeof ss);
	r = s->ops->getname(s, &ss, &sl, peer);
	if (!r)
		r = uc_socket_addr_out(&ss, sl, addr, len);
	uc_file_put(f);
	return r;
}
