/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"
#include "setattr.h"

long uc_setattr_at(int dirfd, const char *user, int flags,
		   const struct stat *st, unsigned mask)
{
	struct uc_vnode *v;

	if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	int r = uc_at(dirfd, user, flags, &v);
	if (r)
		return r;
	r = uc_setattr(v, st, mask);
	uc_vnode_put(v);
	return r;
}
