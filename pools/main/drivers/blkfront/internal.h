/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_BLKFRONT_INTERNAL_H
#define UC_BLKFRONT_INTERNAL_H
#include <uc/block.h>
#include <uc/xen/bus.h>
#include <uc/xen/events.h>
#include <uc/xen/ring.h>
#include <xen/io/blkif.h>

/* Pages of the ring at most, 2 to the power of this: 128 requests are more than one
 * processor's threads keep under way. */
#define ORDER  2
#define SLOTS  128
#define DIRECT BLKIF_MAX_SEGMENTS_PER_REQUEST

#define AGAIN 1 /* no status of Xen's: it was lost with the old domain or back end */
struct request {
	struct uc_block_page *const *page;
	unsigned pages;
	uint8_t op;     /* BLKIF_OP_… */
	int status;     /* BLKIF_RSP_… */
	bool done;
	uint32_t life;  /* whose grants it has */
	struct uc_waitq q;
};

struct blk {
	struct uc_block disk;
	struct uc_block_ops ops;
	struct uc_xenbus bus;
	struct uc_xen_ring ring;
	int port;
	struct uc_xenbus_calm calm;
	unsigned slots;       /* of the ring */
	bool persistent;      /* the back end keeps its mappings of our pages */
	uint8_t flush;        /* BLKIF_OP_… */
	const char *broken;   /* how the back end broke the rules; NULL: it did not */
	volatile bool gone;   /* no more answers will come */
	volatile bool away;   /* between two domains, or two back ends */
	uint64_t until;       /* away: when it is given up, monotonic ns */
	uint32_t life;        /* how many back ends and domains it had: grants are for one */
	uint32_t moved;       /* the life since which it is in this domain */
	struct uc_waitq room; /* for requests */
	unsigned free_count;
	uint8_t free[SLOTS];
	struct request *out[SLOTS]; /* what the back end has, by id */
	struct {              /* a page for more than DIRECT segments, by id */
		struct blkif_request_segment *list;
		grant_ref_t ref;
	} more[SLOTS];
};

/* request.c */
int uc_blkfront_move(struct uc_block *d, bool write, uint64_t sector,
		     struct uc_block_page *const *page, size_t len);
int uc_blkfront_flush(struct uc_block *d);
int uc_blkfront_discard(struct uc_block *d, uint64_t sector, uint64_t count);
bool uc_blkfront_forget(struct uc_block *d, struct uc_block_page *p);
/* answer.c */
void uc_blkfront_interrupt(void *arg);
/* Ends all requests; why: what the back end did, or NULL. Interrupts off. */
void uc_blkfront_gone(struct blk *b, const char *why);
/* The back end broke the rules: no more answers are taken of it, and xenstore's
 * thread sees whether it is one that left meanwhile. Interrupts off. */
void uc_blkfront_fail(struct blk *b, const char *why);
/* All requests are to be made again. Interrupts off. */
void uc_blkfront_lost(struct blk *b);
/* connect.c: a ring and a channel, and agreement. 0 or -errno. Sleeps. */
int uc_blkfront_connect(struct blk *b);
/* What the back end says of the disk, which is connected: 0, -EINVAL, or -EIO for one
 * that was another disk before. */
int uc_blkfront_describe(struct blk *b);
/* recover.c: ends what is shared with the back end, which lets go first: pages that are
 * still mapped could not be used again. Sleeps. */
void uc_blkfront_let_go(struct blk *b);
/* The same file, in xenstore's thread. */
void uc_blkfront_changed(struct uc_xenbus *x);
void uc_blkfront_left(struct uc_xenbus *x);
void uc_blkfront_again(struct uc_xenbus *x);
#endif
