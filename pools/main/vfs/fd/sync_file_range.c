/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/file.h>
#include <uc/syscall.h>

UC_SYSCALL(sync_file_range, int fd, off_t off, off_t n, unsigned flags)
{
	off_t end;

	if (off < 0 || n < 0 || __builtin_add_overflow(off, n, &end) ||
	    flags & ~(SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE |
		      SYNC_FILE_RANGE_WAIT_AFTER))
		return -EINVAL;
	struct uc_file *f = uc_fd_get(fd);
	if (!f)
		return -EBADF;
	int r = f->flags & O_PATH ? -EBADF : f->ops->seek ? 0 : -ESPIPE;
	uc_file_put(f);
	return r;
}
