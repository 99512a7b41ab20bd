/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/heap.h>
#include "internal.h"
#include "make_at.h"

static long make(struct uc_vnode *v, int dirfd, const char *path)
{
	struct uc_walker w;
	int r = uc_walk_new(&w, dirfd, path, false);

	if (r)
		return r;
	r = w.at->mount != v->mount ? -EXDEV
	    : S_ISDIR(v->mode)	    ? -EPERM
	    : w.at->ops->link ? w.at->ops->link(w.at, w.name, w.len, v)
			      : -EPERM;
	uc_walk_end(&w);
	return r;
}

long uc_link_at(int from_fd, const char *from, int to_fd, const char *to,
		int flags)
{
	struct uc_vnode *v;
	int r;

	if (flags & ~(AT_SYMLINK_FOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	r = uc_at(from_fd, from,
		  (flags & AT_SYMLINK_FOLLOW ? 0 : AT_SYMLINK_NOFOLLOW) |
			  (flags & AT_EMPTY_PATH),
		  &v);
	if (r)
		return r;
	char *path = uc_path_in(to, &r);
	if (path) {
		r = make(v, to_fd, path);
		uc_free(path);
	}
	uc_vnode_put(v);
	return r;
}
