/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_VIRTIO_BLK_INTERNAL_H
#define UC_VIRTIO_BLK_INTERNAL_H
#include <uc/block.h>
#include <uc/virtio.h>

struct blk {
	struct uc_block disk;
	struct uc_virtio *virtio;
	struct uc_virtq *q;
	struct uc_waitq room; /* for descriptors */
};

/* request.c: a disk's operations, with and without a flush. */
extern const struct uc_block_ops uc_blk_ops, uc_blk_ops_flush;
void uc_blk_interrupt(void *arg);
#endif
