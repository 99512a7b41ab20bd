/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_PATH_STATFS_VNODE_H
#define UC_PATH_STATFS_VNODE_H
/* Consumes the reference. */
static inline long uc_statfs_vnode(struct uc_vnode *v, struct statfs *user)
{
	struct statfs s = {0};
	int r = v->ops->statfs ? v->ops->statfs(v, &s) : -ENOSYS;

	if (v->mount && !s.f_fsid.__val[0])
		s.f_fsid.__val[0] = v->mount->dev;
	uc_vnode_put(v);
	return r ? r : uc_copy_out(user, &s, sizeof s);
}
#endif
