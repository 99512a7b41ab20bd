/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

void uc_vnode_put(struct uc_vnode *v)
{
	if (!--v->refs && v->ops->release)
		v->ops->release(v);
}

int uc_vnode_stat(struct uc_vnode *v, struct stat *st)
{
	memset(st, 0, sizeof *st);
	int r = v->ops->stat ? v->ops->stat(v, st) : -ENOSYS;
	if (v->mount)
		st->st_dev = v->mount->dev;
	return r;
}

int uc_vnode_file_stat(struct uc_file *f, struct stat *st)
{
	return uc_vnode_stat(f->vnode, st);
}
