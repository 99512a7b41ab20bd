/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

int uc_walk_parent(int dirfd, const char *path, struct uc_vnode **dir,
		   char name[256])
{
	struct uc_walker w;
	int r = uc_walk_to(&w, dirfd, path);

	if (r)
		return r;
	if (w.type != UC_LAST_NAME) {
		r = -EEXIST;
	} else {
		memcpy(name, w.name, w.len);
		name[w.len] = 0;
		uc_vnode_get(*dir = w.at);
	}
	uc_walk_end(&w);
	return r;
}
