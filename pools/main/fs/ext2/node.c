/* SPDX-License-Identifier: BSD-3-Clause */
/* Files that somebody refers to: one object each, found by their number. */
#include <sys/sysmacros.h>
#include <uc/heap.h>
#include "internal.h"

#define FAST_MOST (EXT2_N_BLOCKS * 4) /* a target and its NUL */

/* Flags of an inode whose data are no blocks, which ext2 does not have. */
#define COMPRESSED 0x4
#define ENCRYPTED  0x800
#define EXTENTS    0x80000
#define INLINE     0x10000000

enum { /* offsets */
	MODE = 0, UID = 2, SIZE = 4, ATIME = 8, CTIME = 12, MTIME = 16, GID = 24, LINKS = 26,
	BLOCKS = 28, FLAGS = 32, BLOCK = 40, ACL = 104, SIZE_HIGH = 108, UID_HIGH = 120,
	GID_HIGH = 122, INODE = 128,
};

static struct uc_list *bucket(struct ext2 *s, uint64_t ino)
{
	return &s->nodes[ino % UC_ARRAY_SIZE(s->nodes)];
}

static uint32_t device(const uint8_t *block)
{
	uint32_t old = uc_ext2_32(block), new = uc_ext2_32(block + 4);

	return old ? makedev(old >> 8 & 0xff, old & 0xff)
		   : makedev(new >> 8 & 0xfff, (new & 0xff) | (new >> 12 & 0xfff00));
}

/* What kind of file it is, and that its size is one that this kind can have. */
static bool plausible(struct node *n, uint32_t flags)
{
	struct ext2 *s = n->fs;

	if (!n->links || flags & (COMPRESSED | ENCRYPTED | EXTENTS | INLINE))
		return false;
	switch (n->mode & S_IFMT) {
	case S_IFREG:
		return n->size <= uc_ext2_most(s);
	case S_IFDIR:
		return n->size && n->size % s->block == 0 && n->size / s->block < s->blocks;
	case S_IFLNK:
		return n->size && n->size < (n->fast ? FAST_MOST : s->block);
	case S_IFCHR:
	case S_IFBLK:
		n->rdev = device(n->block);
		return true;
	case S_IFIFO:
	case S_IFSOCK:
		return true;
	}
	return false;
}

static int load(struct node *n, uint32_t ino)
{
	struct ext2 *s = n->fs;
	uint8_t p[INODE];
	uint32_t block;
	unsigned off, acl;
	int e = uc_ext2_inode_at(s, ino, &block, &off);

	if (!e)
		e = uc_ext2_read(s, block, off, p, sizeof p);
	if (e)
		return e;
	n->mode = uc_ext2_16(p + MODE);
	n->uid = uc_ext2_16(p + UID) | uc_ext2_16(p + UID_HIGH) << 16;
	n->gid = uc_ext2_16(p + GID) | uc_ext2_16(p + GID_HIGH) << 16;
	n->links = uc_ext2_16(p + LINKS);
	n->size = uc_ext2_32(p + SIZE);
	if (S_ISREG(n->mode))
		n->size |= (uint64_t)uc_ext2_32(p + SIZE_HIGH) << 32;
	n->blocks = uc_ext2_32(p + BLOCKS);
	n->atime = uc_ext2_32(p + ATIME);
	n->mtime = uc_ext2_32(p + MTIME);
	n->ctime = uc_ext2_32(p + CTIME);
	acl = uc_ext2_32(p + ACL) ? s->block / 512 : 0;
	n->fast = n->blocks == acl;
	memcpy(n->block, p + BLOCK, sizeof n->block);
	return plausible(n, uc_ext2_32(p + FLAGS)) ? 0 : -EIO;
}

static struct node *find(struct ext2 *s, uint32_t ino)
{
	uc_list_each(at, bucket(s, ino)) {
		struct node *n = UC_CONTAINER(at, struct node, hash);

		if (n->v.ino == ino)
			return n;
	}
	return NULL;
}

/* Loading sleeps, so that another thread may have made the node meanwhile. */
int uc_ext2_node_of(struct uc_mount *m, struct ext2 *s, uint32_t ino, struct node *parent,
		    const char *name, size_t len, struct uc_vnode **out)
{
	struct node *n = find(s, ino), *new;
	int e;

	if (n) {
		uc_vnode_get(*out = &n->v);
		return 0;
	}
	new = uc_zalloc(sizeof *new);
	if (!new)
		return -ENOMEM;
	new->fs = s;
	e = load(new, ino);
	n = e ? NULL : find(s, ino);
	if (e || n) {
		uc_free(new);
		if (n)
			uc_vnode_get(*out = &n->v);
		return e;
	}
	/* without rdev: a device that the disk names would be one of this machine */
	new->v = (struct uc_vnode){
		.ops = &uc_ext2_ops, .mount = m, .refs = 1, .mode = new->mode & S_IFMT, .ino = ino,
		.file_ops = S_ISDIR(new->mode) ? &uc_ext2_dir_ops : &uc_ext2_file_ops,
	};
	/* a new node has none below it: however directories lie on the disk, the
	 * ways up from nodes all end at the root */
	if (parent) {
		uc_vnode_get(&parent->v);
		new->parent = parent;
		memcpy(new->name, name, len);
	}
	uc_list_append(bucket(s, ino), &new->hash);
	s->live++;
	*out = &new->v;
	return 0;
}

void uc_ext2_drop(struct ext2 *s)
{
	if (s->disk)
		uc_file_put(s->disk);
	uc_free(s->cache);
	uc_free(s);
}

void uc_ext2_release(struct uc_vnode *v)
{
	struct node *n = uc_ext2_node(v), *parent;
	struct ext2 *s = n->fs;

	do { /* not by uc_vnode_put: folders may lie deeper than the stack does */
		parent = n->parent;
		uc_list_remove(&n->hash);
		s->live--;
		uc_free(n);
	} while ((n = parent) && !--n->v.refs);
	if (s->gone && !s->live)
		uc_ext2_drop(s);
}
