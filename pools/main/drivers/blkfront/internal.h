/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_BLKFRONT_INTERNAL_H
#define UC_BLKFRONT_INTERNAL_H
#include <uc/block.h>
#include <uc/xen/bus.h>
#include <uc/xen/events.h>
#include <uc/xen/ring.h>
#include <xen/io/blkif.h>

#define RING 32 /* slots of a ring of one page */
#define DIRECT BLKIF_MAX_SEGMENTS_PER_REQUEST

#define AGAIN 1 /* no status of Xen's: it was lost with the old domain */
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
	unsigned segments;    /* of a request at most */
	bool persistent;      /* the back end keeps its mappings of our pages */
	uint8_t flush;        /* BLKIF_OP_… */
	volatile bool gone;   /* no more answers will come */
	volatile bool away;   /* between two domains */
	uint32_t life;        /* in how many it has been: grants are of one */
	struct uc_waitq room; /* for requests */
	unsigned free_count;
	uint8_t free[RING];
	struct request *out[RING]; /* what the back end has, by id */
	struct {              /* a page for more than DIRECT segments, by id */
		struct blkif_request_segment *list;
		grant_ref_t ref;
	} more[RING];
};

/* request.c */
int uc_blkfront_move(struct uc_block *d, bool write, uint64_t sector,
		     struct uc_block_page *const *page, size_t len);
int uc_blkfront_flush(struct uc_block *d);
int uc_blkfront_discard(struct uc_block *d, uint64_t sector, uint64_t count);
bool uc_blkfront_forget(struct uc_block *d, struct uc_block_page *p);
/* answer.c */
void uc_blkfront_interrupt(void *arg);
/* Ends all requests; why: what the back end did wrong, or NULL. Interrupts off. */
void uc_blkfront_gone(struct blk *b, const char *why);
/* All requests are to be made again. Interrupts off. */
void uc_blkfront_lost(struct blk *b);
#endif
