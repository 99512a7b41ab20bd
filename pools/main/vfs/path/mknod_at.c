/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"
#include "make_at.h"

/* What opens a FIFO is linked with what makes one. */
int uc_fifo_open(struct uc_vnode *v, struct uc_file *f);
UC_LINK(uc_fifo_open);

long uc_mknod_at(int dirfd, const char *user, mode_t mode, dev_t rdev)
{
	switch (mode & S_IFMT) {
	case 0:
		mode |= S_IFREG;
		/* fall through */
	case S_IFREG:
	case S_IFIFO:
	case S_IFSOCK:
		rdev = 0;
		/* fall through */
	case S_IFCHR:
	case S_IFBLK:
		return uc_make_at(dirfd, user, mode, rdev);
	case S_IFDIR:
		return -EPERM;
	}
	return -EINVAL;
}
