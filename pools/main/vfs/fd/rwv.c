/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

long uc_fd_rwv(int fd, const struct iovec *uv, int count, off_t *off,
	       uc_rw_fn *fn)
{
	struct iovec room[8];
	struct uc_iov iov;
	struct uc_file *f = uc_fd_get(fd);
	if (!f)
		return -EBADF;
	long r = uc_iov_import(&iov, uv, count, room, UC_ARRAY_SIZE(room));
	if (!r) {
		r = fn(f, &iov, off);
		uc_iov_done(&iov, room);
	}
	uc_file_put(f);
	return r;
}
