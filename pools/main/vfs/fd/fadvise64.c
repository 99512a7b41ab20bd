/* SPDX-License-Identifier: BSD-3-Clause */
/* Advice is checked, then free to be ignored. */
#include <uc/file.h>
#include <uc/syscall.h>

UC_SYSCALL(fadvise64, int fd, off_t off, off_t len, int advice)
{
	struct uc_file *f = uc_fd_get(fd);
	(void)off;
	if (!f)
		return -EBADF;
	int r = f->flags & O_PATH ? -EBADF
	      : !f->ops->seek	  ? -ESPIPE
	      : len < 0 || advice < 0 || advice > POSIX_FADV_NOREUSE ? -EINVAL
								     : 0;
	uc_file_put(f);
	return r;
}
