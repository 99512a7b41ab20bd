/* SPDX-License-Identifier: BSD-3-Clause */
#define _GNU_SOURCE
#include <limits.h>
#include <uc/syscall.h>
#include "internal.h"

UC_SYSCALL(sendmmsg, int fd, struct mmsghdr *v, unsigned n, int flags)
{
	struct uc_file *f;
	struct uc_socket *s;
	long r = uc_socket_fd(fd, &f, &s);
	unsigned i;
	if (r < 0)
		return r;
	n = UC_MIN(n, IOV_MAX);
	for (i = 0; i < n; i++) {
		r = uc_socket_sendmsg(f, s, &v[i].msg_hdr, flags);
		if (r < 0)
			break;
		unsigned len = r;
		if ((r = uc_copy_out(&v[i].msg_len, &len, sizeof len)) < 0)
			break;
		uc_cond_resched();
	}
	uc_file_put(f);
	return i ? (long)i : r;
}
