/* SPDX-License-Identifier: BSD-3-Clause */
/* VIRTIO 1.1, 5.2.2 to 5.2.5. */
#include <sys/sysmacros.h>
#include <uc/heap.h>
#include "internal.h"

#define F_SIZE_MAX (1ULL << 1)
#define F_SEG_MAX  (1ULL << 2)
#define F_RO       (1ULL << 5)
#define F_BLK_SIZE (1ULL << 6)
#define F_FLUSH    (1ULL << 9)

#define CONFIG_CAPACITY 0
#define CONFIG_SIZE_MAX 8
#define CONFIG_SEG_MAX  12
#define CONFIG_BLK_SIZE 20

#define RING    128
#define MAJOR   254 /* of the range that Linux assigns as it goes */
#define MINORS  16  /* a disk and its partitions */
#define DISKS   26

static bool describe(struct blk *b, uint64_t features)
{
	struct uc_virtio *v = b->virtio;
	struct uc_block *d = &b->disk;
	uint64_t sectors = uc_virtio_config64(v, CONFIG_CAPACITY);

	d->block = features & F_BLK_SIZE ? uc_virtio_config32(v, CONFIG_BLK_SIZE) : UC_BLOCK_SECTOR;
	d->pages = UC_MIN(UC_BLOCK_PAGES, uc_virtq_size(b->q) - 2);
	if (features & F_SEG_MAX)
		d->pages = UC_MIN(uc_virtio_config32(v, CONFIG_SEG_MAX), d->pages);
	d->readonly = features & F_RO;
	d->ops = features & F_FLUSH ? &uc_blk_ops_flush : &uc_blk_ops;
	if (!d->pages || !uc_block_valid(d->block, sectors) ||
	    (features & F_SIZE_MAX && uc_virtio_config32(v, CONFIG_SIZE_MAX) < UC_PAGE_SIZE))
		return false;
	d->size = UC_ALIGN_DOWN(sectors * UC_BLOCK_SECTOR, (uint64_t)d->block);
	return true;
}

static bool start(struct blk *b)
{
	uint64_t features;

	if (uc_virtio_start(b->virtio, F_SIZE_MAX | F_SEG_MAX | F_RO | F_BLK_SIZE | F_FLUSH, &features))
		return false;
	b->q = uc_virtq_new(b->virtio, 0, RING, uc_blk_interrupt, b);
	if (!b->q || uc_virtq_size(b->q) < 4 || !describe(b, features))
		return false;
	uc_virtio_ready(b->virtio);
	uc_virtq_irq_on(b->q);
	return true;
}

static void add(struct uc_virtio *v, unsigned n)
{
	struct blk *b = uc_zalloc(sizeof *b);

	if (!b)
		return;
	b->virtio = v;
	uc_waitq_init(&b->room);
	uc_snprintf(b->disk.name, sizeof b->disk.name, "vd%c", 'a' + n);
	b->disk.rdev = makedev(MAJOR, n * MINORS);
	if (!start(b)) {
		uc_printk("virtio %s: cannot be used as a disk\n", uc_virtio_name(v));
		uc_virtio_stop(v); /* its queue keeps pointing to b */
		return;
	}
	uc_block_add(&b->disk);
}

static void probe(void)
{
	struct uc_virtio *v;

	for (unsigned n = 0; n < DISKS && (v = uc_virtio_find(UC_VIRTIO_BLK, n)); n++)
		add(v, n);
}

const struct uc_probe uc_virtio_blk = {"virtio-blk", probe};
