/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include "internal.h"

static long send(struct uc_file *out, struct uc_file *in, off_t *uoff, size_t n)
{
	off_t off;

	if (!uc_file_readable(in))
		return -EBADF;
	if (!uc_file_writable(out))
		return -EBADF;
	if (in->ops->readdir || !in->ops->read || out->flags & O_APPEND)
		return -EINVAL;
	if (!in->ops->seek)
		return uoff ? -ESPIPE : -EINVAL;
	if (!uoff)
		return uc_file_copy(out, NULL, in, NULL, n);
	if (uc_copy_in(&off, uoff, sizeof off))
		return -EFAULT;
	if (off < 0)
		return -EINVAL;
	long r = uc_file_copy(out, NULL, in, &off, n);
	if (uc_copy_out(uoff, &off, sizeof off))
		return -EFAULT;
	return r;
}

UC_SYSCALL(sendfile, int out_fd, int in_fd, off_t *off, size_t n)
{
	long r = -EBADF;
	struct uc_file *in = uc_fd_get(in_fd), *out = uc_fd_get(out_fd);

	if (in && out)
		r = send(out, in, off, UC_MIN(n, UC_RW_MAX));
	if (in)
		uc_file_put(in);
	if (out)
		uc_file_put(out);
	return r;
}
