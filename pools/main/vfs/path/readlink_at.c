/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/heap.h>
#include "internal.h"
#include "make_at.h"

long uc_readlink_at(int dirfd, const char *path, char *user, int n)
{
	struct uc_vnode *v;

	if (n <= 0)
		return -EINVAL;
	int r = uc_at(dirfd, path, AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH, &v);
	if (r)
		return r;
	if (!S_ISLNK(v->mode)) {
		/* an empty path is only right on a descriptor of a link */
		char c = 1;
		uc_copy_in(&c, path, 1);
		uc_vnode_put(v);
		return c ? -EINVAL : -ENOENT;
	}
	n = UC_MIN(n, PATH_MAX);
	char *buf = uc_malloc(n);
	ssize_t len = !buf                ? -ENOMEM
		      : v->ops->readlink ? v->ops->readlink(v, buf, n)
					 : -ENOSYS;
	uc_vnode_put(v);
	if (len > 0 && uc_copy_out(user, buf, len))
		len = -EFAULT;
	uc_free(buf);
	return len;
}
