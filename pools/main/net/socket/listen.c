/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include "internal.h"

UC_SYSCALL(listen, int fd, int backlog)
{
	struct uc_file *f;
	struct uc_socket *s;
	int r = uc_socket_fd(fd, &f, &s);
	if (r < 0)
		return r;
	/* listen(2): silently cut to somaxconn; a negative one is the most */
	if ((unsigned)backlog > SOMAXCONN)
		backlog = 4096;
	r = s->ops->listen ? s->ops->listen(s, backlog) : -EOPNOTSUPP;
	if (!r)
		s->listening = true;
	uc_file_put(f);
	return r;
}
