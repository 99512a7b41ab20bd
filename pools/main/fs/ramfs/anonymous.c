/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

struct uc_vnode *uc_ramfs_file(mode_t mode)
{
	struct inode *i = uc_inode_new(NULL, S_IFREG | (mode & 07777), 0);

	return i ? &i->v : NULL;
}
