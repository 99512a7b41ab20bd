/* SPDX-License-Identifier: BSD-3-Clause */
/* Files here are in memory already. */
#include <uc/file.h>
#include <uc/syscall.h>

UC_SYSCALL(readahead, int fd, off_t off, size_t n)
{
	(void)off, (void)n;
	struct uc_file *f = uc_fd_get(fd);
	if (!f)
		return -EBADF;
	int r = !uc_file_readable(f) ? -EBADF : f->ops->page ? 0 : -EINVAL;
	uc_file_put(f);
	return r;
}
