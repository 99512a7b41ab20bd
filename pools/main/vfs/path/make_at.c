/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"
#include "make_at.h"

long uc_make_at(int dirfd, const char *user, mode_t mode, dev_t rdev)
{
	char path[PATH_MAX];
	struct uc_walker w;
	struct uc_vnode *v;
	long r = uc_copy_in_str(path, user, sizeof path);

	if (r >= 0)
		r = uc_walk_new(&w, dirfd, path, S_ISDIR(mode));
	if (r < 0)
		return r;
	mode &= S_IFMT | (07777 & ~uc_umask);
	r = w.at->ops->create ? w.at->ops->create(w.at, w.name, w.len, mode,
						  rdev, &v)
			      : -EPERM;
	if (!r)
		uc_vnode_put(v);
	uc_walk_end(&w);
	return r;
}
