/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"
#include "setattr.h"

UC_SYSCALL(truncate, const char *path, off_t size)
{
	struct stat st = {.st_size = size};
	struct uc_vnode *v;

	if (size < 0)
		return -EINVAL;
	int r = uc_at(AT_FDCWD, path, 0, &v);
	if (r)
		return r;
	r = S_ISDIR(v->mode)   ? -EISDIR
	    : !S_ISREG(v->mode) ? -EINVAL
				: uc_setattr(v, &st, UC_SET_SIZE);
	uc_vnode_put(v);
	return r;
}
