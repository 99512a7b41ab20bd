/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A disk: its driver moves whole blocks between it and pages, and this makes a
 * file in /dev of it. The pages are the disk's own, which the application's
 * data is copied through, so that it may unmap its buffer meanwhile, and so
 * that a driver can keep its device's access to them.
 */
#ifndef UC_BLOCK_H
#define UC_BLOCK_H
#include <uc/vfs.h>

#define UC_BLOCK_SECTOR 512 /* the unit of positions, whatever the block size */
#define UC_BLOCK_PAGES  32  /* of a request, at most */

struct uc_block_page {
	void *data;
	uint32_t tag, life; /* the driver's; 0 at first */
	struct uc_block_page *next;
};

struct uc_block;
/* All of them sleep. 0, -EIO, -EOPNOTSUPP, -ENOMEM. */
struct uc_block_ops {
	/* Reads or writes len bytes, whole blocks, from sector on: a page at a time,
	 * all but the last one full. */
	int (*move)(struct uc_block *, bool write, uint64_t sector,
		    struct uc_block_page *const *page, size_t len);
	/* What was written is permanent afterwards; NULL: it is anyhow. */
	int (*flush)(struct uc_block *);
	/* What these sectors hold is of no interest any more; NULL: cannot do. */
	int (*discard)(struct uc_block *, uint64_t sector, uint64_t count);
	/* The page is about to be freed; false: it may not be. NULL: it may. */
	bool (*forget)(struct uc_block *, struct uc_block_page *);
};

struct uc_block {
	/* the driver's to fill in */
	const struct uc_block_ops *ops;
	char name[16];        /* below /dev */
	dev_t rdev;
	unsigned block;       /* bytes, a power of two, at least a sector */
	uint64_t size;        /* bytes, whole blocks */
	unsigned pages;       /* of a request, at most UC_BLOCK_PAGES */
	bool readonly;
	/* this library's */
	struct uc_device node;
	struct uc_mutex writing;
	struct uc_block_page *idle;
	unsigned idle_count;
};

/* Whether a driver may say that of its disk. */
bool uc_block_valid(uint64_t block, uint64_t sectors);
/* Makes the file; the structure stays. */
void uc_block_add(struct uc_block *b);
#endif
