/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/file.h>
#include <uc/syscall.h>

UC_SYSCALL(ftruncate, int fd, off_t size)
{
	if (size < 0)
		return -EINVAL;
	struct uc_file *f = uc_fd_get(fd);
	if (!f)
		return -EBADF;
	int r = f->flags & O_PATH ? -EBADF
	      : uc_file_writable(f) && f->ops->truncate
		      ? f->ops->truncate(f, size)
		      : -EINVAL;
	uc_file_put(f);
	return r;
}
