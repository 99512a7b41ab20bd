/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

static int check(int fd, off_t off)
{
	struct uc_file *f;

	if (off < 0)
		return -EINVAL;
	if (!(f = uc_fd_get(fd)))
		return -EBADF;
	int r = f->flags & O_PATH ? -EBADF : f->ops->seek ? 0 : -ESPIPE;
	uc_file_put(f);
	return r;
}

long uc_fd_prw(int fd, void *buf, size_t n, off_t off, uc_rw_fn *fn)
{
	int r = check(fd, off);
	return r ? r : uc_fd_rw(fd, buf, n, &off, fn);
}

/* Per-call flags that change nothing for memory-backed files (linux/fs.h):
 * high priority, the two kinds of synchronous writing. */
#define RWF_HARMLESS 7

long uc_fd_prwv(int fd, const struct iovec *v, int count, off_t off, int flags,
		uc_rw_fn *fn)
{
	if (flags & ~RWF_HARMLESS)
		return -EOPNOTSUPP;
	int r = check(fd, off);
	return r ? r : uc_fd_rwv(fd, v, count, &off, fn);
}
