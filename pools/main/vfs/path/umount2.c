/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Who is asked and says that it is busy stays, unless MNT_DETACH. What is open
 * stays usable (the description of the mount is kept for it); the name space
 * forgets the mount at once.
 */
#include <sys/mount.h>
#include <uc/syscall.h>
#include "internal.h"

UC_SYSCALL(umount2, const char *path, int flags)
{
	struct uc_vnode *v;

	if (flags & ~(MNT_FORCE | MNT_DETACH | MNT_EXPIRE | UMOUNT_NOFOLLOW))
		return -EINVAL;
	int r = uc_at(AT_FDCWD, path,
		      flags & UMOUNT_NOFOLLOW ? AT_SYMLINK_NOFOLLOW : 0, &v);
	if (r)
		return r;
	struct uc_mount *m = v->mount;
	if (v != m->root)
		r = -EINVAL;
	else if (!m->covers || v == uc_root)
		r = -EBUSY;
	uc_vnode_put(v);
	if (!r && !(flags & MNT_DETACH) && m->fs->busy && m->fs->busy(m))
		r = -EBUSY;
	if (r)
		return r;
	uc_names_changed++;
	m->covers->mounted = NULL;
	uc_vnode_put(m->covers);
	m->covers = NULL;
	uc_list_remove(&m->all);
	if (m->fs->unmount)
		m->fs->unmount(m);
	return 0;
}
