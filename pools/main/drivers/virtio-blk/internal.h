/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_VIRTIO_BLK_INTERNAL_H
#define UC_VIRTIO_BLK_INTERNAL_H
#include <uc/vfs.h>
#include <uc/virtio.h>

#define SECTOR 512 /* the protocol's unit, whatever the block size */
/* Pages of a request: what is copied through, so that the application may
 * unmap its buffer meanwhile. */
#define SEGMENTS 16

struct blk {
	struct uc_device node;
	char name[8];
	struct uc_virtio *virtio;
	struct uc_virtq *q;
	unsigned block;       /* bytes, a power of two */
	unsigned segments;
	bool readonly, flush;
	struct uc_mutex writing;
	struct uc_waitq room; /* for descriptors */
};

#define BLK_IN    0
#define BLK_OUT   1
#define BLK_FLUSH 4
/* One request, from the given sector on: n pieces of data (none for a flush).
 * Sleeps until it is done. 0, -EIO, -EOPNOTSUPP, -ENOMEM. */
int uc_blk_request(struct blk *b, unsigned type, uint64_t sector,
		   const struct uc_sg *data, unsigned n);
void uc_blk_interrupt(void *arg);

extern const struct uc_file_ops uc_blk_ops;
int uc_blk_open(struct uc_device *d, struct uc_file *f);
#endif
