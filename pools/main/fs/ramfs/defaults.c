/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What libc looks up for a program that drops its privileges or resolves its own
 * name, where the root brought none: files whose bytes lie in the image.
 */
#include "internal.h"

#define NOBODY "65534"

static const struct {
	const char *name, *text;
} files[] = {
	{"passwd", "root:x:0:0:root:/:/\nnobody:x:" NOBODY ":" NOBODY ":nobody:/:/\n"},
	{"group", "root:x:0:\nnobody:x:" NOBODY ":\nnogroup:x:" NOBODY ":\n"},
	{"hosts", "127.0.0.1 localhost\n::1 localhost\n"},
};

static struct inode *add(struct inode *dir, const char *name, mode_t mode)
{
	struct entry *e = uc_entry_find(dir, name, strlen(name));
	struct inode *i;

	if (e)
		return e->inode;
	i = uc_inode_new(dir->v.mount, mode, 0);
	if (!i)
		return NULL;
	i->perm = mode & 07777;
	if (uc_entry_add(dir, name, strlen(name), i)) {
		uc_vnode_put(&i->v);
		return NULL;
	}
	uc_vnode_put(&i->v); /* the entry holds it */
	return i;
}

void uc_ramfs_defaults(struct inode *root)
{
	struct inode *etc = add(root, "etc", S_IFDIR | 0755);

	if (!etc || !S_ISDIR(etc->v.mode))
		return;
	for (unsigned n = 0; n < UC_ARRAY_SIZE(files); n++) {
		struct inode *i;

		if (uc_entry_find(etc, files[n].name, strlen(files[n].name)))
			continue;
		i = add(etc, files[n].name, S_IFREG | 0644);
		if (!i)
			return;
		i->data.base = files[n].text;
		i->data.base_len = i->data.size = strlen(files[n].text);
	}
}
