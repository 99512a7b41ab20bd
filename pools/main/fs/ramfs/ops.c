/* SPDX-License-Identifier: BSD-3-Clause */
/* What the name space asks of a file system. */
#include <uc/heap.h>
#include <uc/page.h>
#include "internal.h"

static int lookup(struct uc_vnode *dir, const char *name, size_t len,
		  struct uc_vnode **out)
{
	struct entry *e = uc_entry_find(uc_inode(dir), name, len);

	if (!e)
		return -ENOENT;
	uc_vnode_get(*out = &e->inode->v);
	return 0;
}

static int create(struct uc_vnode *dir, const char *name, size_t len,
		  mode_t mode, dev_t rdev, struct uc_vnode **out)
{
	struct inode *i = uc_inode_new(dir->mount, mode, rdev);
	int r = 0;

	if (!i)
		return -ENOSPC;
	if (len)
		r = uc_entry_add(uc_inode(dir), name, len, i);
	if (r)
		uc_vnode_put(&i->v);
	else
		*out = &i->v;
	return r;
}

static int make_symlink(struct uc_vnode *dir, const char *name, size_t len,
			const char *target)
{
	struct inode *i = uc_inode_new(dir->mount, S_IFLNK | 0777, 0);
	int r = -ENOSPC;

	if (!i)
		return r;
	i->target = uc_strdup(target);
	if (i->target)
		r = uc_entry_add(uc_inode(dir), name, len, i);
	uc_vnode_put(&i->v);
	return r;
}

static int make_link(struct uc_vnode *dir, const char *name, size_t len,
		     struct uc_vnode *to)
{
	int r = uc_entry_add(uc_inode(dir), name, len, uc_inode(to));

	if (!r)
		uc_inode_changed(uc_inode(to));
	return r;
}

static int remove_entry(struct entry *e)
{
	struct inode *i = e->inode;

	if (S_ISDIR(i->v.mode)) {
		if (!uc_list_empty(&i->entries))
			return -ENOTEMPTY;
		i->dead = true;
		i->nlink--;
	}
	uc_entry_drop(e);
	return 0;
}

static int remove_name(struct uc_vnode *dir, const char *name, size_t len,
		       bool directory)
{
	struct entry *e = uc_entry_find(uc_inode(dir), name, len);

	(void)directory; /* the caller compared it with the type */
	return e ? remove_entry(e) : -ENOENT;
}

static void swap(struct entry *a, struct entry *b)
{
	struct inode *i = a->inode, *j = b->inode;
	int moved = S_ISDIR(j->v.mode) - S_ISDIR(i->v.mode);

	a->dir->nlink += moved;
	b->dir->nlink -= moved;
	a->inode = j;
	b->inode = i;
	j->entry = a;
	uc_names_changed++;
	i->entry = b;
	uc_inode_modified(a->dir);
	uc_inode_modified(b->dir);
}

static int rename_entry(struct uc_vnode *from, const char *name, size_t len,
			struct uc_vnode *to, const char *new, size_t new_len,
			unsigned flags)
{
	struct entry *e = uc_entry_find(uc_inode(from), name, len);
	struct entry *t = uc_entry_find(uc_inode(to), new, new_len);
	struct inode *i;
	int r;

	if (!e)
		return -ENOENT;
	if (flags & 2) /* RENAME_EXCHANGE */
		return t ? (swap(e, t), 0) : -ENOENT;
	i = e->inode;
	/* the new name first: only then can nothing fail any more */
	if (t && S_ISDIR(t->inode->v.mode) && !uc_list_empty(&t->inode->entries))
		return -ENOTEMPTY;
	r = uc_entry_add(uc_inode(to), new, new_len, i);
	if (r)
		return r;
	struct entry *added = i->entry;
	if (t)
		remove_entry(t);
	uc_entry_drop(e);
	i->entry = added;
	return 0;
}

static ssize_t read_link(struct uc_vnode *v, char *buf, size_t n)
{
	const char *target = uc_inode(v)->target;
	size_t len = strlen(target);

	memcpy(buf, target, UC_MIN(n, len));
	return UC_MIN(n, len);
}

static int where(struct uc_vnode *v, struct uc_vnode **dir, char name[256])
{
	struct entry *e = uc_inode(v)->entry;

	if (!e)
		return -ENOENT;
	if (name)
		memcpy(name, e->name, e->len + 1);
	uc_vnode_get(*dir = &e->dir->v);
	return 0;
}

static int stat_fs(struct uc_vnode *v, struct statfs *s)
{
	struct uc_page_stats p;

	(void)v;
	uc_page_stats(&p);
	s->f_type = 0x01021994; /* TMPFS_MAGIC: what programs take for memory */
	s->f_bsize = s->f_frsize = UC_PAGE_SIZE;
	s->f_blocks = p.total;
	s->f_bfree = s->f_bavail = p.free;
	s->f_files = p.total;
	s->f_ffree = p.free;
	s->f_namelen = 255;
	return 0;
}

const struct uc_vnode_ops uc_ramfs_ops = {
	.lookup = lookup,
	.create = create,
	.symlink = make_symlink,
	.link = make_link,
	.unlink = remove_name,
	.rename = rename_entry,
	.readlink = read_link,
	.where = where,
	.stat = uc_inode_stat,
	.setattr = uc_inode_setattr,
	.statfs = stat_fs,
	.release = uc_inode_release,
};
