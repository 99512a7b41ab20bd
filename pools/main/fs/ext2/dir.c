/* SPDX-License-Identifier: BSD-3-Clause */
/* Directories: blocks, each of them full of entries one behind the other. Indexes of
 * names (the feature dir_index) look like entries that are not used. */
#include "internal.h"

#define HEADER 8
#define LEAST  12 /* bytes of an entry; all are multiples of four */

static mode_t type_of(unsigned t)
{
	static const mode_t types[] = {
		0, S_IFREG, S_IFDIR, S_IFCHR, S_IFBLK, S_IFIFO, S_IFSOCK, S_IFLNK,
	};

	return t < UC_ARRAY_SIZE(types) ? types[t] : 0;
}

static bool is_name(const char *name, unsigned len)
{
	return len && !memchr(name, '/', len) && !memchr(name, 0, len);
}

/* The entry at byte off of a block: its length, -EIO. */
static int entry_at(struct ext2 *s, uint32_t block, unsigned off, struct entry *e)
{
	uint8_t p[HEADER];
	unsigned size;
	int r = s->block - off < LEAST ? -EIO : uc_ext2_read(s, block, off, p, sizeof p);

	if (r)
		return r;
	size = uc_ext2_16(p + 4);
	e->ino = uc_ext2_32(p);
	e->len = s->typed ? p[6] : uc_ext2_16(p + 6);
	e->mode = s->typed ? type_of(p[7]) : 0;
	if (size < LEAST || size % 4 || size > s->block - off)
		return -EIO;
	if (!e->ino)
		return size;
	if (e->ino > s->inodes || e->len > 255 || e->len > size - HEADER)
		return -EIO;
	r = uc_ext2_read(s, block, off + HEADER, e->name, e->len);
	if (r)
		return r;
	e->name[e->len] = '\0';
	return is_name(e->name, e->len) ? (int)size : -EIO;
}

/* Positions are an application's to choose: what counts is the first entry that
 * begins there or later. */
int uc_ext2_entry(struct node *dir, uint64_t *pos, struct entry *e)
{
	struct ext2 *s = dir->fs;

	for (uint64_t at = UC_ALIGN_DOWN(*pos, (uint64_t)s->block); at < dir->size; at += s->block) {
		uint32_t block;
		int r = uc_ext2_map(dir, at / s->block, &block);

		if (r || !block) /* directories have no holes */
			return r ? r : -EIO;
		uc_cond_resched();
		for (unsigned off = 0; off < s->block; off += r) {
			r = entry_at(s, block, off, e);
			if (r < 0)
				return r;
			if (at + off >= *pos && e->ino) {
				*pos = at + off + r;
				return 0;
			}
		}
	}
	return 1;
}
