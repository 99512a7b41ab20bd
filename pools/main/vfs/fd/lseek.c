/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/file.h>
#include <uc/syscall.h>

UC_SYSCALL(lseek, int fd, off_t off, int whence)
{
	struct uc_file *f = uc_fd_get(fd);
	if (!f)
		return -EBADF;
	off_t r = f->flags & O_PATH ? -EBADF
		: !f->ops->seek	    ? -ESPIPE
				    : f->ops->seek(f, off, whence);
	uc_file_put(f);
	return r;
}
