/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"
#include "setattr.h"

long uc_setattr_fd(int fd, const struct stat *st, unsigned mask)
{
	struct uc_vnode *v;
	int r = uc_fd_vnode(fd, false, &v);

	if (r)
		return r;
	r = uc_setattr(v, st, mask);
	uc_vnode_put(v);
	return r;
}
