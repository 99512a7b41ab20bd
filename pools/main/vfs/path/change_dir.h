/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_PATH_CHANGE_DIR_H
#define UC_PATH_CHANGE_DIR_H
/* Makes v the current directory (or the root), consuming the reference. */
static inline long uc_change_dir(struct uc_vnode **which, struct uc_vnode *v)
{
	if (!S_ISDIR(v->mode)) {
		uc_vnode_put(v);
		return -ENOTDIR;
	}
	if (*which)
		uc_vnode_put(*which);
	*which = v;
	return 0;
}
#endif
