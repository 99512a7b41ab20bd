/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/heap.h>
#include <uc/timer.h>
#include "internal.h"

struct inode *uc_inode_new(struct uc_mount *m, mode_t mode, dev_t rdev)
{
	static uint64_t last_ino;
	struct inode *i = uc_zalloc(sizeof *i);

	if (!i)
		return NULL;
	i->v.ops = &uc_ramfs_ops;
	i->v.mount = m;
	i->v.refs = 1;
	i->v.mode = mode & S_IFMT;
	i->v.ino = ++last_ino;
	i->v.rdev = rdev;
	i->perm = mode & 07777;
	i->atime = i->mtime = i->ctime = uc_realtime();
	if (S_ISREG(mode))
		i->v.file_ops = &uc_ramfs_file_ops;
	if (S_ISDIR(mode)) {
		i->v.file_ops = &uc_ramfs_dir_ops;
		uc_list_init(&i->entries);
		i->cookie = 2;
		i->nlink = 1; /* its own "." */
	}
	return i;
}

void uc_inode_release(struct uc_vnode *v)
{
	struct inode *i = uc_inode(v);

	if (S_ISREG(v->mode))
		uc_data_truncate(&i->data, 0);
	if (S_ISLNK(v->mode))
		uc_free(i->target);
	uc_free(i);
}

void uc_inode_changed(struct inode *i)
{
	i->ctime = uc_realtime();
}

void uc_inode_modified(struct inode *i)
{
	i->mtime = i->ctime = uc_realtime();
}

static struct timespec time_of(uint64_t ns)
{
	return (struct timespec){.tv_sec = ns / 1000000000,
				 .tv_nsec = ns % 1000000000};
}

int uc_inode_stat(struct uc_vnode *v, struct stat *st)
{
	struct inode *i = uc_inode(v);

	st->st_ino = v->ino;
	st->st_mode = v->mode | i->perm;
	st->st_nlink = i->nlink;
	st->st_uid = i->uid;
	st->st_gid = i->gid;
	st->st_rdev = v->rdev;
	st->st_blksize = UC_PAGE_SIZE;
	st->st_atim = time_of(i->atime);
	st->st_mtim = time_of(i->mtime);
	st->st_ctim = time_of(i->ctime);
	if (S_ISREG(v->mode)) {
		st->st_size = i->data.size;
		st->st_blocks = i->data.root || !i->data.base_len
					? i->data.pages * 8
					: (i->data.base_len + 511) / 512;
	} else if (S_ISLNK(v->mode)) {
		st->st_size = strlen(i->target);
	}
	return 0;
}

static uint64_t ns_of(struct timespec t)
{
	return t.tv_sec * 1000000000ULL + t.tv_nsec;
}

int uc_inode_setattr(struct uc_vnode *v, const struct stat *st, unsigned mask)
{
	struct inode *i = uc_inode(v);

	if (mask & UC_SET_MODE)
		i->perm = st->st_mode & 07777;
	if (mask & UC_SET_UID)
		i->uid = st->st_uid;
	if (mask & UC_SET_GID)
		i->gid = st->st_gid;
	if (mask & UC_SET_ATIME)
		i->atime = ns_of(st->st_atim);
	if (mask & UC_SET_SIZE) {
		uc_data_truncate(&i->data, st->st_size);
		i->mtime = uc_realtime();
	}
	if (mask & UC_SET_MTIME)
		i->mtime = ns_of(st->st_mtim);
	uc_inode_changed(i);
	return 0;
}
