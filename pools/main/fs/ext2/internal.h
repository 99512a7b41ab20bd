/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ext2, to be read. The format is that of Linux's Documentation/filesystems/ext2.rst
 * and of https://www.nongnu.org/ext2-doc/ext2.html. The disk may say anything: what
 * comes from it is bounded before it is used, and -EIO stands for what makes no sense.
 */
#ifndef UC_EXT2_INTERNAL_H
#define UC_EXT2_INTERNAL_H
#include <uc/vfs.h>

#define EXT2_ROOT_INO 2
#define EXT2_N_BLOCKS 15 /* of an inode: twelve of data, and one of each level */
#define EXT2_DIRECT   12
#define EXT2_CACHED   16 /* blocks that are remembered */

struct ext2 {
	struct uc_file *disk;
	unsigned block;          /* bytes */
	uint32_t first, blocks;  /* the superblock's block, and how many there are */
	uint32_t inodes, per_group, groups;
	unsigned inode_size;
	bool typed;              /* directories say what kind their entries are of */
	uint32_t free_blocks, reserved_blocks, free_inodes;

	struct uc_mutex busy;    /* over the cache */
	uint32_t cached[EXT2_CACHED]; /* 0: nothing */
	uint8_t *cache;

	struct uc_list nodes[64];
	unsigned live;           /* nodes */
	bool gone;               /* unmounted: goes with its last node */
};

/* Fields of the disk: little-endian, at any address. */
static inline uint32_t uc_ext2_16(const uint8_t *p) { return p[0] | p[1] << 8; }
static inline uint32_t uc_ext2_32(const uint8_t *p)
{
	return uc_ext2_16(p) | uc_ext2_16(p + 2) << 16;
}

/* super.c. name is for messages. 0, -EINVAL: none, or one that is not for us; -EIO */
int uc_ext2_super(struct ext2 *s, const char *name);
/* Where inode ino lies: 0, -EIO. */
int uc_ext2_inode_at(struct ext2 *s, uint32_t ino, uint32_t *block, unsigned *off);

/* disk.c: n bytes from byte off of a block on, all of them within it. 0, -EIO. */
int uc_ext2_read(struct ext2 *s, uint32_t block, unsigned off, void *p, unsigned n);
/* Whether it is a block that files can have. */
static inline bool uc_ext2_is_block(const struct ext2 *s, uint32_t block)
{
	return block > s->first && block < s->blocks;
}

struct node {
	struct uc_vnode v;
	struct ext2 *fs;
	struct uc_list hash;
	struct node *parent; /* a reference; NULL: the root */
	char name[256];
	uint64_t size;
	uint32_t blocks, uid, gid, links; /* blocks: of 512 bytes */
	uint32_t atime, mtime, ctime, rdev;
	uint16_t mode;
	bool fast;           /* a link whose target is in block[] */
	uint8_t block[EXT2_N_BLOCKS * 4];
};
static inline struct node *uc_ext2_node(struct uc_vnode *v)
{
	return UC_CONTAINER(v, struct node, v);
}
/* node.c. *out gets a reference. parent NULL: the root. 0, -EIO, -ENOMEM. */
int uc_ext2_node_of(struct uc_mount *m, struct ext2 *s, uint32_t ino, struct node *parent,
		    const char *name, size_t len, struct uc_vnode **out);
void uc_ext2_release(struct uc_vnode *v);
void uc_ext2_drop(struct ext2 *s);

/* map.c. The disk's block that holds block n of the file; 0: a hole. 0, -EIO. */
int uc_ext2_map(struct node *n, uint64_t index, uint32_t *block);
/* Bytes that the longest file has. */
uint64_t uc_ext2_most(const struct ext2 *s);

/* dir.c. A directory's entries from byte *pos on: 0 and *pos behind it; 1: no more. */
struct entry {
	uint32_t ino;
	mode_t mode; /* type bits, 0: not said */
	unsigned len;
	char name[256];
};
int uc_ext2_entry(struct node *dir, uint64_t *pos, struct entry *e);

/* file.c: bytes of a file into an iov, from *off on, which goes on. */
ssize_t uc_ext2_file_read(struct node *n, struct uc_iov *iov, off_t *off);

extern const struct uc_vnode_ops uc_ext2_ops;
extern const struct uc_file_ops uc_ext2_file_ops, uc_ext2_dir_ops;
#endif
