/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include "internal.h"

UC_SYSCALL(shutdown, int fd, int how)
{
	struct uc_file *f;
	struct uc_socket *s;
	int r = uc_socket_fd(fd, &f, &s);
	if (r < 0)
		return r;
	if (how < SHUT_RD || how > SHUT_RDWR)
		r = -EINVAL;
	else
		r = s->ops->shutdown ? s->ops->shutdown(s, how) : -EOPNOTSUPP;
	uc_file_put(f);
	return r;
}
