/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include "internal.h"

static int regular(struct uc_file *f)
{
	struct stat st;
	int r = f->ops->stat ? f->ops->stat(f, &st) : -EINVAL;

	return r ? r : S_ISDIR(st.st_mode) ? -EISDIR : S_ISREG(st.st_mode) ? 0 : -EINVAL;
}

static long copy(struct uc_file *in, off_t *uin, struct uc_file *out,
		 off_t *uout, size_t n)
{
	off_t in_off = in->pos, out_off = out->pos;
	int r;

	if ((uin && uc_copy_in(&in_off, uin, sizeof in_off)) ||
	    (uout && uc_copy_in(&out_off, uout, sizeof out_off)))
		return -EFAULT;
	if ((r = regular(in)) || (r = regular(out)))
		return r;
	if (!uc_file_readable(in) || !uc_file_writable(out) ||
	    out->flags & O_APPEND)
		return -EBADF;
	if (in_off < 0 || out_off < 0 ||
	    (in->vnode == out->vnode && in_off < out_off + (off_t)n &&
	     out_off < in_off + (off_t)n))
		return -EINVAL;
	long done = uc_file_copy(out, &out_off, in, &in_off, n);
	if (done <= 0)
		return done;
	if (!uin)
		in->pos = in_off;
	if (!uout)
		out->pos = out_off;
	if ((uin && uc_copy_out(uin, &in_off, sizeof in_off)) ||
	    (uout && uc_copy_out(uout, &out_off, sizeof out_off)))
		return -EFAULT;
	return done;
}

UC_SYSCALL(copy_file_range, int in_fd, off_t *in_off, int out_fd,
	   off_t *out_off, size_t n, unsigned flags)
{
	long r = -EBADF;
	struct uc_file *in = uc_fd_get(in_fd), *out = uc_fd_get(out_fd);

	if (in && out)
		r = flags ? -EINVAL
			  : copy(in, in_off, out, out_off, UC_MIN(n, UC_RW_MAX));
	if (in)
		uc_file_put(in);
	if (out)
		uc_file_put(out);
	return r;
}
