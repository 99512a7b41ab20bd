/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"
#include "make_at.h"

static int check(struct uc_walker *w, bool directory)
{
	switch (w->type) {
	case UC_LAST_NAME:
		return 0;
	case UC_LAST_DOT:
		return directory ? -EINVAL : -EISDIR;
	case UC_LAST_DOTDOT:
		return directory ? -ENOTEMPTY : -EISDIR;
	default:
		return directory ? -EBUSY : -EISDIR;
	}
}

static int unlink_in(struct uc_walker *w, bool directory)
{
	struct uc_vnode *v;
	int r = uc_lookup(w->at, w->name, w->len, &v);

	if (r)
		return r;
	if (directory && !S_ISDIR(v->mode))
		r = -ENOTDIR;
	else if (!directory && S_ISDIR(v->mode))
		r = -EISDIR;
	else if (!directory && w->slash)
		r = -ENOTDIR;
	else if (v->mount && v == v->mount->root)
		r = -EBUSY;
	else if (!(r = uc_vnode_writable(w->at)))
		r = w->at->ops->unlink ? w->at->ops->unlink(w->at, w->name,
							    w->len, directory)
				       : -EPERM;
	uc_vnode_put(v);
	return r;
}

long uc_unlink_at(int dirfd, const char *user, bool directory)
{
	char path[PATH_MAX];
	struct uc_walker w;
	long r = uc_copy_in_str(path, user, sizeof path);

	if (r >= 0)
		r = uc_walk_to(&w, dirfd, path);
	if (r < 0)
		return r;
	r = check(&w, directory);
	if (!r)
		r = unlink_in(&w, directory);
	uc_walk_end(&w);
	return r;
}
