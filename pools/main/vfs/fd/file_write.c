/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

ssize_t uc_file_write(struct uc_file *f, struct uc_iov *iov, off_t *off)
{
	if (!f->ops->write)
		return -EINVAL;
	if (!off && f->ops->seek)
		off = &f->pos;
	return f->ops->write(f, iov, off);
}

ssize_t uc_file_write_checked(struct uc_file *f, struct uc_iov *iov, off_t *off)
{
	return uc_file_writable(f) ? uc_file_write(f, iov, off) : -EBADF;
}
