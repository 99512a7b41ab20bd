/* SPDX-License-Identifier: BSD-3-Clause */
/* The superblock, and the table of groups behind it. */
#include "internal.h"

#define SUPER       1024 /* bytes from the beginning, and as many long */
#define MAGIC       0xef53
#define GROUP       32   /* bytes of a group's description */
#define INODE_LEAST 128

#define INCOMPAT_FILETYPE 0x2
#define INCOMPAT_RECOVER  0x4

enum { /* offsets */
	INODES = 0, BLOCKS = 4, RESERVED = 8, FREE_BLOCKS = 12, FREE_INODES = 16, FIRST = 20,
	LOG_BLOCK = 24, PER_GROUP = 32, INODES_PER_GROUP = 40, MAGIC_AT = 56, REVISION = 76,
	INODE_SIZE = 88, INCOMPAT = 96, GROUP_INODES = 8,
};

static int refuse(const char *name, const char *why)
{
	uc_printk("ext2: %s: %s\n", name, why);
	return -EINVAL;
}

/* Features of the kind that only who knows them may even read. */
static int features(struct ext2 *s, const char *name, uint32_t incompat)
{
	if (incompat & INCOMPAT_RECOVER)
		return refuse(name, "its journal must be replayed first: e2fsck does that");
	if (incompat & ~INCOMPAT_FILETYPE) {
		uc_printk("ext2: %s: features 0x%x are not ext2's: mke2fs -t ext2 makes none of them\n",
			  name, incompat & ~INCOMPAT_FILETYPE);
		return -EINVAL;
	}
	s->typed = incompat & INCOMPAT_FILETYPE;
	return 0;
}

static int sizes(struct ext2 *s, const uint8_t *p, uint64_t disk)
{
	uint32_t per_group = uc_ext2_32(p + PER_GROUP), log = uc_ext2_32(p + LOG_BLOCK);

	if (log > 2)
		return -EINVAL;
	s->block = 1024u << log;
	s->first = uc_ext2_32(p + FIRST);
	s->blocks = uc_ext2_32(p + BLOCKS);
	s->inodes = uc_ext2_32(p + INODES);
	s->per_group = uc_ext2_32(p + INODES_PER_GROUP);
	if (s->first != !log || s->blocks <= s->first + 1 || s->blocks > disk / s->block)
		return -EINVAL;
	if (!per_group || per_group > 8 * s->block || !s->per_group || s->per_group > 8 * s->block)
		return -EINVAL;
	if (s->inode_size < INODE_LEAST || s->inode_size > s->block || s->inode_size & (s->inode_size - 1))
		return -EINVAL;
	s->groups = (s->blocks - s->first - 1) / per_group + 1;
	if (s->inodes < EXT2_ROOT_INO || s->inodes > (uint64_t)s->groups * s->per_group)
		return -EINVAL;
	return 0;
}

int uc_ext2_super(struct ext2 *s, const char *name)
{
	off_t end = s->disk->ops->seek ? s->disk->ops->seek(s->disk, 0, SEEK_END) : -EINVAL, off = SUPER;
	uint8_t p[SUPER];
	ssize_t n;
	int e;

	if (end < 2 * SUPER)
		return refuse(name, "is too short for a file system");
	n = uc_file_read_kernel(s->disk, p, sizeof p, &off);
	if (n != sizeof p)
		return n < 0 ? n : -EIO;
	if (uc_ext2_16(p + MAGIC_AT) != MAGIC)
		return refuse(name, "holds no ext2");
	s->inode_size = INODE_LEAST;
	if (uc_ext2_32(p + REVISION)) {
		e = features(s, name, uc_ext2_32(p + INCOMPAT));
		if (e)
			return e;
		s->inode_size = uc_ext2_16(p + INODE_SIZE);
	}
	s->free_blocks = uc_ext2_32(p + FREE_BLOCKS);
	s->reserved_blocks = uc_ext2_32(p + RESERVED);
	s->free_inodes = uc_ext2_32(p + FREE_INODES);
	return sizes(s, p, end) ? refuse(name, "its sizes make no sense") : 0;
}

int uc_ext2_inode_at(struct ext2 *s, uint32_t ino, uint32_t *block, unsigned *off)
{
	uint32_t group, index, per_block = s->block / s->inode_size, groups = s->block / GROUP;
	uint8_t table[4];
	int e;

	if (!ino || ino > s->inodes)
		return -EIO;
	group = (ino - 1) / s->per_group;
	index = (ino - 1) % s->per_group;
	e = uc_ext2_read(s, s->first + 1 + group / groups, group % groups * GROUP + GROUP_INODES, table, 4);
	if (e)
		return e;
	*block = uc_ext2_32(table);
	if (!uc_ext2_is_block(s, *block) || index / per_block >= s->blocks - *block)
		return -EIO;
	*block += index / per_block;
	*off = index % per_block * s->inode_size;
	return 0;
}
