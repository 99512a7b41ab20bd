/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/file.h>
#include <uc/syscall.h>

UC_SYSCALL(fdatasync, int fd)
{
	struct uc_file *f = uc_fd_get(fd);
	if (!f)
		return -EBADF;
	int r = f->flags & O_PATH ? -EBADF
	      : f->ops->sync	  ? f->ops->sync(f)
				  : -EINVAL;
	uc_file_put(f);
	return r;
}
