/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

ssize_t uc_file_read(struct uc_file *f, struct uc_iov *iov, off_t *off)
{
	if (!f->ops->read)
		return f->ops->readdir ? -EISDIR : -EINVAL;
	if (!off && f->ops->seek)
		off = &f->pos;
	return f->ops->read(f, iov, off);
}

ssize_t uc_file_read_checked(struct uc_file *f, struct uc_iov *iov, off_t *off)
{
	return uc_file_readable(f) ? uc_file_read(f, iov, off) : -EBADF;
}

/* The console's input is linked with whatever reads files. */
ssize_t uc_console_read(struct uc_file *, struct uc_iov *, off_t *);
UC_LINK(uc_console_read);
