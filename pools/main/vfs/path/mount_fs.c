/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

int uc_mount_fs(const char *name, const char *source, const char *target,
		const char *options, unsigned long flags)
{
	const struct uc_fs *fs = uc_fs_find(name);
	struct uc_vnode *v;
	char path[256];
	long r;

	if (!fs)
		return -ENODEV;
	r = uc_walk(AT_FDCWD, target, UC_WALK_DIR, &v);
	if (r)
		return r;
	r = uc_vnode_path(v, path, sizeof path);
	if (r > 0)
		r = v == v->mount->root && !v->mount->covers
			    ? -EBUSY
			    : uc_mount_at(fs, v, source, path, options, flags);
	uc_vnode_put(v);
	return r;
}
