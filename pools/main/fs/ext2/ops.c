/* SPDX-License-Identifier: BSD-3-Clause */
/* What the name space asks of a file system. */
#include <uc/heap.h>
#include "internal.h"

static int lookup(struct uc_vnode *dir, const char *name, size_t len, struct uc_vnode **out)
{
	struct node *n = uc_ext2_node(dir);
	struct entry *e = uc_malloc(sizeof *e);
	uint64_t pos = 0;
	int r = e ? 0 : -ENOMEM;

	while (!r) {
		r = uc_ext2_entry(n, &pos, e);
		if (!r && e->len == len && !memcmp(e->name, name, len)) {
			r = uc_ext2_node_of(dir->mount, n->fs, e->ino, n, name, len, out);
			break;
		}
	}
	uc_free(e);
	return r > 0 ? -ENOENT : r;
}

static ssize_t read_link(struct uc_vnode *v, char *buf, size_t room)
{
	struct node *n = uc_ext2_node(v);
	struct iovec part = {buf, UC_MIN(room, n->size)};
	struct uc_iov iov = {.v = &part, .count = 1, .total = part.iov_len, .kernel = true};
	size_t len = part.iov_len;
	ssize_t got = len;
	off_t off = 0;

	if (n->fast)
		memcpy(buf, n->block, len);
	else
		got = uc_ext2_file_read(n, &iov, &off);
	if (got < 0)
		return got;
	return got == (ssize_t)len && !memchr(buf, 0, len) ? got : -EIO;
}

static int where(struct uc_vnode *v, struct uc_vnode **dir, char name[256])
{
	struct node *n = uc_ext2_node(v);

	if (!n->parent)
		return -ENOENT;
	if (name)
		memcpy(name, n->name, sizeof n->name);
	uc_vnode_get(*dir = &n->parent->v);
	return 0;
}

static int get_stat(struct uc_vnode *v, struct stat *st)
{
	struct node *n = uc_ext2_node(v);

	st->st_ino = v->ino;
	st->st_mode = n->mode;
	st->st_nlink = n->links;
	st->st_uid = n->uid;
	st->st_gid = n->gid;
	st->st_rdev = n->rdev;
	st->st_size = n->size;
	st->st_blksize = n->fs->block;
	st->st_blocks = n->blocks;
	/* before 1970 as well, as Linux has it */
	st->st_atim.tv_sec = (int32_t)n->atime;
	st->st_mtim.tv_sec = (int32_t)n->mtime;
	st->st_ctim.tv_sec = (int32_t)n->ctime;
	return 0;
}

static int stat_fs(struct uc_vnode *v, struct statfs *st)
{
	const struct ext2 *s = uc_ext2_node(v)->fs;

	*st = (struct statfs){
		.f_type = 0xef53, .f_bsize = s->block, .f_frsize = s->block, .f_blocks = s->blocks,
		.f_bfree = UC_MIN(s->free_blocks, s->blocks), .f_files = s->inodes,
		.f_ffree = UC_MIN(s->free_inodes, s->inodes), .f_namelen = 255,
	};
	if (st->f_bfree > s->reserved_blocks)
		st->f_bavail = st->f_bfree - s->reserved_blocks;
	return 0;
}

const struct uc_vnode_ops uc_ext2_ops = {
	.lookup = lookup,
	.readlink = read_link,
	.where = where,
	.stat = get_stat,
	.statfs = stat_fs,
	.release = uc_ext2_release,
};
