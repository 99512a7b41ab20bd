/* SPDX-License-Identifier: BSD-3-Clause */
/* From a file's blocks to the disk's: twelve in the inode, the rest by blocks of
 * numbers, up to three levels of them. */
#include "internal.h"

static int follow(struct ext2 *s, uint32_t *block, uint32_t index)
{
	uint8_t p[4];
	int e = uc_ext2_read(s, *block, index * 4, p, 4);

	if (e)
		return e;
	*block = uc_ext2_32(p);
	return *block && !uc_ext2_is_block(s, *block) ? -EIO : 0;
}

int uc_ext2_map(struct node *n, uint64_t index, uint32_t *block)
{
	struct ext2 *s = n->fs;
	uint64_t per = s->block / 4, room = 1;
	unsigned level = 0, slot = index;
	int e = 0;

	if (index >= EXT2_DIRECT) {
		index -= EXT2_DIRECT;
		for (level = 1, room = per; index >= room; level++, room *= per) {
			if (level == 3)
				return -EIO;
			index -= room;
		}
		slot = EXT2_DIRECT + level - 1;
	}
	*block = uc_ext2_32(n->block + 4 * slot);
	if (*block && !uc_ext2_is_block(s, *block))
		return -EIO;
	while (level-- && *block && !e) {
		room /= per;
		e = follow(s, block, index / room);
		index %= room;
	}
	return e;
}

uint64_t uc_ext2_most(const struct ext2 *s)
{
	uint64_t per = s->block / 4;

	return (EXT2_DIRECT + per + per * per + per * per * per) * s->block;
}
