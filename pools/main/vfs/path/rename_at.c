/* SPDX-License-Identifier: BSD-3-Clause */
/* What can be wrong with a rename is found here; the file system acts. */
#include <stdio.h>
#include <uc/heap.h>
#include "internal.h"
#include "make_at.h"

/* linux/fs.h */
#define NOREPLACE 1
#define EXCHANGE  2

/* Whether dir is v or lies below it. */
static bool below(struct uc_vnode *dir, struct uc_vnode *v)
{
	struct uc_vnode *up;

	uc_vnode_get(dir);
	while (dir != v && dir != dir->mount->root && dir->ops->where &&
	       !dir->ops->where(dir, &up, NULL)) {
		uc_vnode_put(dir);
		dir = up;
	}
	uc_vnode_put(dir);
	return dir == v;
}

static bool is_mount(const struct uc_vnode *v)
{
	return v == v->mount->root || v->mounted;
}

/* old exists; new may be NULL */
static int check(struct uc_walker *from, struct uc_vnode *old,
		 struct uc_walker *to, struct uc_vnode *new, unsigned flags)
{
	if (new && flags & NOREPLACE)
		return -EEXIST;
	if (!new && flags & EXCHANGE)
		return -ENOENT;
	if (!S_ISDIR(old->mode) &&
	    (from->slash || (to->slash && !(flags & EXCHANGE))))
		return -ENOTDIR;
	if (flags & EXCHANGE && to->slash && !S_ISDIR(new->mode))
		return -ENOTDIR;
	if (S_ISDIR(old->mode) && below(to->at, old))
		return -EINVAL;
	if (new && S_ISDIR(new->mode) && below(from->at, new))
		return flags & EXCHANGE ? -EINVAL : -ENOTEMPTY;
	if (new && new != old && !(flags & EXCHANGE)) {
		if (S_ISDIR(old->mode) && !S_ISDIR(new->mode))
			return -ENOTDIR;
		if (!S_ISDIR(old->mode) && S_ISDIR(new->mode))
			return -EISDIR;
	}
	if (is_mount(old) || (new && is_mount(new)))
		return -EBUSY;
	int r = uc_vnode_writable(from->at);

	return r || from->at->ops->rename ? r : -EPERM;
}

static int between(struct uc_walker *from, struct uc_walker *to, unsigned flags)
{
	struct uc_vnode *old, *new = NULL;
	int r;

	if (from->at->mount != to->at->mount)
		return -EXDEV;
	if (from->type != UC_LAST_NAME)
		return -EBUSY;
	if (to->type != UC_LAST_NAME)
		return flags & NOREPLACE ? -EEXIST : -EBUSY;
	r = uc_lookup(from->at, from->name, from->len, &old);
	if (r)
		return r;
	r = uc_lookup(to->at, to->name, to->len, &new);
	if (!r || r == -ENOENT)
		r = check(from, old, to, r ? (new = NULL) : new, flags);
	if (!r && old != new)
		r = from->at->ops->rename(from->at, from->name, from->len,
					  to->at, to->name, to->len, flags);
	if (new)
		uc_vnode_put(new);
	uc_vnode_put(old);
	return r;
}

static int walk_both(int from_fd, const char *from, int to_fd, const char *to,
		     unsigned flags)
{
	struct uc_walker a, b;
	int r = uc_walk_to(&a, from_fd, from);

	if (r)
		return r;
	r = uc_walk_to(&b, to_fd, to);
	if (!r) {
		r = between(&a, &b, flags);
		uc_walk_end(&b);
	}
	uc_walk_end(&a);
	return r;
}

long uc_rename_at(int from_fd, const char *user_from, int to_fd,
		  const char *user_to, unsigned flags)
{
	int r;

	if (flags & ~(NOREPLACE | EXCHANGE) || flags == (NOREPLACE | EXCHANGE))
		return -EINVAL;
	char *from = uc_path_in(user_from, &r);
	if (!from)
		return r;
	char *to = uc_path_in(user_to, &r);
	if (to) {
		r = walk_both(from_fd, from, to_fd, to, flags);
		uc_free(to);
	}
	uc_free(from);
	return r;
}
