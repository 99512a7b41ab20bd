/* SPDX-License-Identifier: BSD-3-Clause */
/* No file system here keeps extended attributes. The answer depends on nothing
 * but whether the file is there. */
#ifndef UC_PATH_XATTR_H
#define UC_PATH_XATTR_H
#include <uc/syscall.h>
#include "internal.h"

static inline long uc_xattr(int fd, const char *path, int flags)
{
	struct uc_vnode *v;
	int r = path ? uc_at(AT_FDCWD, path, flags, &v) : uc_fd_vnode(fd, false, &v);

	if (r)
		return path || r == -EBADF ? r : -EOPNOTSUPP;
	uc_vnode_put(v);
	return -EOPNOTSUPP;
}
#endif
