/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_P9FRONT_INTERNAL_H
#define UC_P9FRONT_INTERNAL_H
#include <uc/p9.h>
#include <uc/page.h>
#include <uc/xen/bus.h>
#include <uc/xen/events.h>
#include <uc/xen/grant.h>

#define RINGS UC_P9_LANES
#define ORDER 5 /* pages of both directions together; each is half of it */
#define PAGES (1u << ORDER)
#define SIZE  (PAGES / 2 * UC_PAGE_SIZE)

struct ring {
	struct channel *channel;
	volatile struct interface *page;
	char *in, *out;
	grant_ref_t ref, refs[PAGES]; /* of page, and of in and out: not those in page */
	int port;
	struct uc_xenbus_calm calm;
	uint32_t in_cons, out_prod;
	struct uc_waitq q;
};
struct channel {
	struct uc_p9_channel c;
	struct uc_xenbus bus;
	struct ring ring[RINGS]; /* c.lanes of them */
	volatile bool gone;
	bool up;   /* both sides were connected */
	bool told; /* what is shared was published */
	bool open; /* mounted */
	struct uc_list all;
};
static inline struct channel *uc_p9front_of(struct uc_p9_channel *c)
{
	return UC_CONTAINER(c, struct channel, c);
}

/* No more answers will come. why: what the back end did. */
void uc_p9front_fail(struct channel *c, const char *why);
/* ring.c. 0 or -errno, and what there is has to be ended all the same. */
int uc_p9front_share(struct ring *r);
/* A page that is still in use stays as it is, for good. */
void uc_p9front_unshare(struct ring *r);
/* In a new domain nothing is shared. Interrupts off. */
void uc_p9front_lost(struct ring *r);
ssize_t uc_p9front_call(struct uc_p9_channel *channel, unsigned lane, const void *request, size_t n,
			void *reply);
#endif
