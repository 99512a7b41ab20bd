/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

int uc_stat_at(int dirfd, const char *user, int flags, struct stat *st)
{
	struct uc_vnode *v;
	int r;

	if (flags & AT_EMPTY_PATH && dirfd != AT_FDCWD) {
		/* also for descriptors that have no name */
		char c;
		if (uc_copy_in(&c, user, 1))
			return -EFAULT;
		if (!c) {
			struct uc_file *f = uc_fd_get(dirfd);
			if (!f)
				return -EBADF;
			r = f->ops->stat ? f->ops->stat(f, st) : -EBADF;
			uc_file_put(f);
			return r;
		}
	}
	r = uc_at(dirfd, user, flags, &v);
	if (r)
		return r;
	r = uc_vnode_stat(v, st);
	uc_vnode_put(v);
	return r;
}
