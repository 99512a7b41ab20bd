/* SPDX-License-Identifier: BSD-3-Clause */
/* The one user is root: only executing needs a permission bit. */
#include <unistd.h>
#include "internal.h"
#include "access_at.h"

long uc_access_at(int dirfd, const char *path, int mode, int flags)
{
	struct stat st;
	struct uc_vnode *v;

	if (mode & ~(R_OK | W_OK | X_OK) ||
	    flags & ~(AT_EACCESS | AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	int r = uc_at(dirfd, path, flags, &v);
	if (r)
		return r;
	if (mode & W_OK && !S_ISCHR(v->mode) && !S_ISBLK(v->mode))
		r = uc_vnode_writable(v);
	if (!r && mode & X_OK && !S_ISDIR(v->mode)) {
		r = uc_vnode_stat(v, &st);
		if (!r && !(st.st_mode & 0111))
			r = -EACCES;
	}
	uc_vnode_put(v);
	return r;
}
