/* SPDX-License-Identifier: BSD-3-Clause */
/* VIRTIO 1.1, 5.2.6. */
#include <uc/heap.h>
#include "internal.h"

#define BLK_IN    0
#define BLK_OUT   1
#define BLK_FLUSH 4

#define STATUS_OK      0
#define STATUS_IOERR   1
#define STATUS_UNSUPP  2
#define STATUS_PENDING 0xff /* no device's answer */

struct request {
	struct {
		uint32_t type, reserved;
		uint64_t sector;
	} header;
	uint8_t status; /* the device's */
	bool done;
	struct uc_waitq q;
};

static void finish(struct blk *b, struct request *r)
{
	r->done = true;
	uc_wake(&r->q, -1, 0);
	uc_wake(&b->room, -1, 0);
}

void uc_blk_interrupt(void *arg)
{
	struct blk *b = arg;
	struct request *r;

	do
		while ((r = uc_virtq_get(b->q, NULL)))
			finish(b, r);
	while (uc_virtq_irq_on(b->q) && !uc_virtio_broken(b->virtio));
	if (!uc_virtio_broken(b->virtio))
		return;
	while ((r = uc_virtq_drain(b->q))) {
		r->status = STATUS_IOERR;
		finish(b, r);
	}
	uc_wake(&b->room, -1, 0);
}

static int queue(struct blk *b, struct request *r, const struct uc_sg *sg,
		 unsigned out, unsigned in)
{
	unsigned long f = uc_irq_save();
	int e = uc_virtq_add(b->q, sg, out, in, r);

	if (!e)
		uc_virtq_kick(b->q);
	uc_irq_restore(f);
	return e;
}

static bool has_room(struct blk *b, unsigned n)
{
	return uc_virtio_broken(b->virtio) || uc_virtq_free(b->q) >= n;
}

static int run(struct blk *b, struct request *r, const struct uc_sg *sg,
	       unsigned out, unsigned in)
{
	int e;

	while ((e = queue(b, r, sg, out, in)) == -ENOSPC)
		uc_wait_until(&b->room, has_room(b, out + in), UINT64_MAX, false);
	if (e)
		return e;
	uc_wait_until(&r->q, *(volatile bool *)&r->done, UINT64_MAX, false);
	switch (r->status) {
	case STATUS_OK:
		return 0;
	case STATUS_UNSUPP:
		return -EOPNOTSUPP;
	case STATUS_PENDING:
		uc_virtio_fail(b->virtio, "finished a request without a result");
	}
	return -EIO;
}

/* One request: n pieces of data (none for a flush). */
static int request(struct blk *b, unsigned type, uint64_t sector, struct uc_sg *sg, unsigned n)
{
	struct request *r = uc_zalloc(sizeof *r);
	unsigned out = type == BLK_IN ? 1 : 1 + n;
	int e;

	if (!r)
		return -ENOMEM;
	uc_waitq_init(&r->q);
	r->header.type = type;
	r->header.sector = sector;
	r->status = STATUS_PENDING;
	sg[0] = (struct uc_sg){uc_phys(&r->header), sizeof r->header};
	sg[1 + n] = (struct uc_sg){uc_phys(&r->status), 1};
	e = run(b, r, sg, out, n + 2 - out);
	uc_free(r);
	return e;
}

static int move(struct uc_block *d, bool write, uint64_t sector, struct uc_block_page *const *page, size_t len)
{
	struct uc_sg sg[UC_BLOCK_PAGES + 2];
	unsigned n = 0;

	for (; len; n++) {
		size_t k = UC_MIN(len, UC_PAGE_SIZE);

		sg[1 + n] = (struct uc_sg){uc_phys(page[n]->data), k};
		len -= k;
	}
	return request(UC_CONTAINER(d, struct blk, disk), write ? BLK_OUT : BLK_IN, sector, sg, n);
}

static int flush(struct uc_block *d)
{
	struct uc_sg sg[2];

	return request(UC_CONTAINER(d, struct blk, disk), BLK_FLUSH, 0, sg, 0);
}

const struct uc_block_ops uc_blk_ops = {.move = move};
const struct uc_block_ops uc_blk_ops_flush = {.move = move, .flush = flush};
