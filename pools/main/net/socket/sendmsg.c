/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include "internal.h"

UC_SYSCALL(sendmsg, int fd, const struct msghdr *msg, int flags)
{
	struct uc_file *f;
	struct uc_socket *s;
	long r = uc_socket_fd(fd, &f, &s);
	if (r < 0)
		return r;
	r = uc_socket_sendmsg(f, s, msg, flags);
	uc_file_put(f);
	return r;
}
