/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include "internal.h"

UC_SYSCALL(socketpair, int domain, int type, int protocol, int *user)
{
	int flags = type & (SOCK_CLOEXEC | SOCK_NONBLOCK), fd[2];
	struct uc_file *f[2];
	const struct uc_sockfamily *fam = uc_socket_family(domain);
	if (!fam)
		return -EAFNOSUPPORT;
	if (!fam->pair)
		return -EOPNOTSUPP;
	int r = fam->pair(type & ~flags, protocol, f);
	if (r < 0)
		return r;
	fd[0] = uc_socket_install(f[0], flags);
	if (fd[0] < 0) {
		uc_file_put(f[1]);
		return fd[0];
	}
	fd[1] = uc_socket_install(f[1], flags);
	if (fd[1] < 0) {
		uc_fd_close(fd[0]);
		return fd[1];
	}
	if (uc_copy_out(user, fd, sizeof fd)) {
		uc_fd_close(fd[0]);
		uc_fd_close(fd[1]);
		return -EFAULT;
	}
	return 0;
}
