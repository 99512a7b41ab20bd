/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/plat.h>
#include "internal.h"

int uc_ramfs_mount(struct uc_mount *m, const char *source, const char *options,
		   struct uc_vnode **root)
{
	struct inode *i = uc_inode_new(m, S_IFDIR | 0755, 0);

	(void)source, (void)options;
	if (!i)
		return -ENOMEM;
	i->nlink = 2;
	m->stable = true;
	*root = &i->v;
	return 0;
}

/* Leaf by leaf; what is in use lives on without a name. */
void uc_ramfs_unmount(struct uc_mount *m)
{
	struct inode *root = uc_inode(m->root), *dir = root;

	for (;;) {
		if (uc_list_empty(&dir->entries)) {
			if (dir == root)
				break;
			struct entry *e = dir->entry;
			dir->dead = true;
			dir = e->dir;
			uc_entry_drop(e);
			continue;
		}
		struct entry *e = UC_CONTAINER(dir->entries.next, struct entry,
					       in_dir);
		if (S_ISDIR(e->inode->v.mode))
			dir = e->inode;
		else
			uc_entry_drop(e);
	}
	root->dead = true;
	uc_vnode_put(&root->v);
	m->root = NULL;
}

/* The root is what the loader brought along. */
static int mount_ramfs(struct uc_mount *m, const char *source,
		       const char *options, struct uc_vnode **root)
{
	int r = uc_ramfs_mount(m, source, options, root);

	if (r || !source || strcmp(source, "initrd"))
		return r;
	if (uc_boot.initrd.end > uc_boot.initrd.start)
		uc_initrd_load(uc_inode(*root), uc_direct(uc_boot.initrd.start),
			       uc_boot.initrd.end - uc_boot.initrd.start);
	uc_ramfs_defaults(uc_inode(*root));
	return 0;
}

const struct uc_fs uc_fs_ramfs = {
	.name = "ramfs",
	.mount = mount_ramfs,
	.unmount = uc_ramfs_unmount,
	.auto_mount = "/",
};
