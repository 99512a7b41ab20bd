/* SPDX-License-Identifier: BSD-3-Clause */
/* Directories as files. Positions 0 and 1 are "." and "..", then cookies. */
#include <uc/timer.h>
#include "internal.h"

static int emit(struct uc_file *f, struct uc_iov *iov, struct inode *i,
		uint64_t at, const char *name, size_t len)
{
	int r = uc_dirent(iov, i->v.ino, at + 1, i->v.mode, name, len);

	if (!r)
		f->pos = at + 1;
	return r;
}

static int dots(struct uc_file *f, struct uc_iov *iov, struct inode *dir)
{
	struct inode *up = dir->entry ? dir->entry->dir : dir;
	int r = f->pos == 0 ? emit(f, iov, dir, 0, ".", 1) : 0;

	return r || f->pos != 1 ? r : emit(f, iov, up, 1, "..", 2);
}

static ssize_t dir_readdir(struct uc_file *f, struct uc_iov *iov)
{
	struct inode *dir = uc_inode(f->vnode);
	size_t room = iov->total;
	int r = 0;

	if (dir->dead)
		return -ENOENT;
	if (f->pos < 2)
		r = dots(f, iov, dir);
	if (!r)
		uc_list_each(p, &dir->entries) {
			struct entry *e = UC_CONTAINER(p, struct entry, in_dir);
			if (e->cookie < (uint64_t)f->pos)
				continue;
			r = emit(f, iov, e->inode, e->cookie, e->name, e->len);
			if (r)
				break;
		}
	dir->atime = uc_realtime();
	return iov->total < room ? (ssize_t)(room - iov->total) : r;
}

static off_t dir_seek(struct uc_file *f, off_t off, int whence)
{
	if (whence == SEEK_CUR)
		off += f->pos;
	else if (whence != SEEK_SET)
		return -EINVAL;
	return off < 0 ? -EINVAL : (f->pos = off);
}

static int dir_sync(struct uc_file *f)
{
	(void)f;
	return 0;
}

const struct uc_file_ops uc_ramfs_dir_ops = {
	.readdir = dir_readdir,
	.seek = dir_seek,
	.stat = uc_vnode_file_stat,
	.sync = dir_sync,
};
