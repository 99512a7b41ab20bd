/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"
#include "setattr.h"

int uc_setattr(struct uc_vnode *v, const struct stat *st, unsigned mask)
{
	int r = uc_vnode_writable(v);

	if (r || !mask)
		return r;
	return v->ops->setattr ? v->ops->setattr(v, st, mask) : -EPERM;
}
