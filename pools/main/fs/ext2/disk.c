/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

static int fill(struct ext2 *s, unsigned slot, uint32_t block)
{
	uint8_t *p = s->cache + (size_t)slot * s->block;
	off_t off = (off_t)block * s->block;
	ssize_t n;

	if (s->cached[slot] == block)
		return 0;
	s->cached[slot] = 0;
	n = uc_file_read_kernel(s->disk, p, s->block, &off);
	if (n != (ssize_t)s->block)
		return n < 0 && n != -EINTR ? n : -EIO;
	s->cached[slot] = block;
	return 0;
}

int uc_ext2_read(struct ext2 *s, uint32_t block, unsigned off, void *p, unsigned n)
{
	unsigned slot = block % EXT2_CACHED;
	int e;

	if (!uc_ext2_is_block(s, block) || off > s->block || n > s->block - off)
		return -EIO;
	uc_mutex_lock(&s->busy);
	e = fill(s, slot, block);
	if (!e)
		memcpy(p, s->cache + (size_t)slot * s->block + off, n);
	uc_mutex_unlock(&s->busy);
	return e;
}
