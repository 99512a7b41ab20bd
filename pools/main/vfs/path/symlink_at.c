/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/heap.h>
#include "internal.h"
#include "make_at.h"

static long make(const char *target, int dirfd, const char *path)
{
	struct uc_walker w;
	int r = uc_walk_new(&w, dirfd, path, false);

	if (r)
		return r;
	r = w.at->ops->symlink ? w.at->ops->symlink(w.at, w.name, w.len, target)
			       : -EPERM;
	uc_walk_end(&w);
	return r;
}

long uc_symlink_at(const char *user_target, int dirfd, const char *user)
{
	int r;
	char *target = uc_path_in(user_target, &r);

	if (!target)
		return r;
	char *path = *target ? uc_path_in(user, &r) : NULL;
	if (!*target)
		r = -ENOENT;
	if (path) {
		r = make(target, dirfd, path);
		uc_free(path);
	}
	uc_free(target);
	return r;
}
