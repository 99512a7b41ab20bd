/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

int uc_walk_new(struct uc_walker *w, int dirfd, const char *path, bool dir)
{
	struct uc_vnode *v;
	int r = uc_walk_to(w, dirfd, path);

	if (r)
		return r;
	if (w->type != UC_LAST_NAME) {
		r = -EEXIST;
	} else {
		r = uc_lookup(w->at, w->name, w->len, &v);
		if (!r) {
			uc_vnode_put(v);
			r = -EEXIST;
		} else if (r == -ENOENT) {
			r = w->slash && !dir ? -ENOENT : uc_vnode_writable(w->at);
		}
	}
	if (r)
		uc_walk_end(w);
	return r;
}
