/* SPDX-License-Identifier: BSD-3-Clause */
/* Open files. Data are not remembered: they go from the disk to who reads. */
#include <uc/heap.h>
#include <uc/vm.h>
#include "internal.h"

#define RUN_MOST 256 /* blocks that are asked for at a time */

/* How many blocks from index on, at most n, lie one behind the other: *first is
 * where, 0: a hole. */
static int run(struct node *n, uint64_t index, uint64_t want, uint32_t *first, uint64_t *blocks)
{
	uint32_t next;
	int e = uc_ext2_map(n, index, first);

	want = UC_MIN(want, (uint64_t)RUN_MOST);
	/* what is wrong further on is told to who reads it there */
	for (*blocks = 1; !e && *blocks < want; ++*blocks)
		if (uc_ext2_map(n, index + *blocks, &next) || next != (*first ? *first + *blocks : 0))
			break;
	return e;
}

static int zeros(struct uc_iov *iov, size_t n)
{
	static const char zero[512];
	int e = 0;

	for (size_t k; n && !e; n -= k) {
		k = UC_MIN(n, sizeof zero);
		e = uc_iov_to(iov, zero, k);
	}
	return e;
}

/* n bytes of the disk; the iov is cut to that meanwhile. */
static int from_disk(struct ext2 *s, uint64_t at, struct uc_iov *iov, size_t n)
{
	size_t behind = iov->total - n;
	off_t off = at;
	ssize_t got;

	iov->total = n;
	got = uc_file_read(s->disk, iov, &off);
	iov->total += behind;
	return got == (ssize_t)n ? 0 : got < 0 ? got : -EIO;
}

ssize_t uc_ext2_file_read(struct node *n, struct uc_iov *iov, off_t *off)
{
	struct ext2 *s = n->fs;
	ssize_t done = 0;
	int e = 0;

	while (iov->total && (uint64_t)*off < n->size && !e) {
		uint64_t at = *off % s->block, left = UC_MIN(iov->total, n->size - *off), blocks;
		uint32_t first;

		e = run(n, *off / s->block, (at + left + s->block - 1) / s->block, &first, &blocks);
		if (e)
			break;
		left = UC_MIN(left, blocks * s->block - at);
		e = first ? from_disk(s, (uint64_t)first * s->block + at, iov, left) : zeros(iov, left);
		if (!e) {
			*off += left;
			done += left;
			uc_cond_resched();
		}
	}
	return done ? done : e;
}

static ssize_t file_read(struct uc_file *f, struct uc_iov *iov, off_t *off)
{
	return uc_ext2_file_read(uc_ext2_node(f->vnode), iov, off);
}

static off_t file_seek(struct uc_file *f, off_t off, int whence)
{
	return uc_file_seek(f, off, whence, uc_ext2_node(f->vnode)->size);
}

/* Nothing here is newer than the disk. */
static int file_sync(struct uc_file *f)
{
	(void)f;
	return 0;
}

static ssize_t dir_readdir(struct uc_file *f, struct uc_iov *iov)
{
	struct entry *e = uc_malloc(sizeof *e);
	size_t room = iov->total;
	int r = e ? 0 : -ENOMEM;

	while (!r) {
		uint64_t next = f->pos;

		r = uc_ext2_entry(uc_ext2_node(f->vnode), &next, e);
		if (!r)
			r = uc_dirent(iov, e->ino, next, e->mode, e->name, e->len);
		if (!r)
			f->pos = next;
	}
	uc_free(e);
	return iov->total < room ? (ssize_t)(room - iov->total) : r > 0 ? 0 : r;
}

static off_t dir_seek(struct uc_file *f, off_t off, int whence)
{
	return whence == SEEK_SET || whence == SEEK_CUR ? uc_file_seek(f, off, whence, 0) : -EINVAL;
}

UC_LINK(uc_vm_copy_file);

const struct uc_file_ops uc_ext2_file_ops = {
	.copied = true,
	.read = file_read,
	.seek = file_seek,
	.stat = uc_vnode_file_stat,
	.sync = file_sync,
};
const struct uc_file_ops uc_ext2_dir_ops = {
	.readdir = dir_readdir,
	.seek = dir_seek,
	.stat = uc_vnode_file_stat,
	.sync = file_sync,
};
