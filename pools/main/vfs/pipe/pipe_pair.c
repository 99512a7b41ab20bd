/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include "internal.h"

static struct uc_file *end(struct pipe *p, int flags)
{
	struct uc_file *f = uc_file_new(&uc_pipe_ops, flags, p);

	if (f) {
		f->kind = "pipe";
		uc_pipe_attach(p, f);
		f->pos = -1; /* hangs up whenever there is no writer */
	}
	return f;
}

/* Both or none. */
static long install(struct uc_file *f[2], int fd[2], bool cloexec)
{
	fd[0] = uc_fd_install(f[0], 0, cloexec);
	if (fd[0] < 0) {
		uc_file_put(f[0]);
		uc_file_put(f[1]);
		return fd[0];
	}
	fd[1] = uc_fd_install(f[1], 0, cloexec);
	if (fd[1] < 0) {
		uc_fd_close(fd[0]);
		uc_file_put(f[1]);
		return fd[1];
	}
	return 0;
}

long uc_pipe_pair(int *user, int flags)
{
	struct uc_file *f[2];
	int fd[2];

	if (flags & ~(O_CLOEXEC | O_NONBLOCK))
		return -EINVAL;
	struct pipe *p = uc_pipe_new();
	if (!p)
		return -ENOMEM;
	f[0] = end(p, O_RDONLY | (flags & O_NONBLOCK));
	if (!f[0]) {
		uc_pipe_free(p);
		return -ENOMEM;
	}
	f[1] = end(p, O_WRONLY | (flags & O_NONBLOCK));
	if (!f[1]) {
		uc_file_put(f[0]);
		return -ENOMEM;
	}
	long r = install(f, fd, flags & O_CLOEXEC);
	if (!r && uc_copy_out(user, fd, sizeof fd)) {
		uc_fd_close(fd[0]);
		uc_fd_close(fd[1]);
		r = -EFAULT;
	}
	return r;
}
