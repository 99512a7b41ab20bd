/* SPDX-License-Identifier: BSD-3-Clause */
#include <sys/ioctl.h>
#include <uc/syscall.h>
#include "internal.h"

static long nonblock(struct uc_file *f, const int *arg)
{
	int on;

	if (uc_copy_in(&on, arg, sizeof on))
		return -EFAULT;
	f->flags = on ? f->flags | O_NONBLOCK : f->flags & ~O_NONBLOCK;
	return 0;
}

/* What is left to read of a file with a size. */
static long left(struct uc_file *f, int *arg)
{
	struct stat st;
	int n;

	if (f->ops->ioctl || !f->ops->stat || f->ops->stat(f, &st) ||
	    !S_ISREG(st.st_mode))
		return -ENOTTY;
	n = UC_MIN(UC_MAX(st.st_size - f->pos, 0), INT32_MAX);
	return uc_copy_out(arg, &n, sizeof n);
}

UC_SYSCALL(ioctl, int fd, unsigned req, long arg)
{
	struct uc_file *f = uc_fd_get(fd);
	long r = -ENOTTY;

	if (!f)
		return -EBADF;
	if (f->flags & O_PATH)
		r = -EBADF;
	else if (req == FIOCLEX || req == FIONCLEX)
		r = 0, uc_fds.slot[fd] = uc_slot(f, req == FIOCLEX);
	else if (req == FIONBIO)
		r = nonblock(f, (int *)arg);
	else if (f->ops->ioctl)
		r = f->ops->ioctl(f, req, arg);
	else if (req == FIONREAD)
		r = left(f, (int *)arg);
	uc_file_put(f);
	return r;
}
