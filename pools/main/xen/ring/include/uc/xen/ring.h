/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A front end's half of a shared ring (Xen, public/io/ring.h): requests and
 * responses take turns in slots of one size. The back end may write to any
 * byte of it at any time. So our own indices are kept here, its index is
 * bounded by what it owes, and a response is copied before it is looked at.
 * Not locked.
 */
#ifndef UC_XEN_RING_H
#define UC_XEN_RING_H
#include <uc/xen/grant.h>

#define UC_XEN_RING_ORDER 4 /* the largest: 16 pages */

struct uc_xen_ring {
	volatile struct uc_xen_ring_head {
		uint32_t req_prod, req_event;
		uint32_t rsp_prod, rsp_event;
		uint32_t unused[12];
	} *shared;
	char *slots;
	unsigned slot;     /* bytes of one */
	uint32_t mask;     /* slots less one, a power of two */
	uint32_t req_prod; /* requests put, of which the first pushed are told */
	uint32_t pushed;
	uint32_t rsp_cons;
	bool broken;       /* rsp_prod was impossible: there are no more responses */
	unsigned order;
	grant_ref_t refs[1 << UC_XEN_RING_ORDER];
};

/* Makes a ring of 2^order pages, granted to domain. 0, -ENOMEM, -ENOSPC. */
int uc_xen_ring_new(struct uc_xen_ring *r, domid_t domain, unsigned order, unsigned slot);
/* Ends the grants and frees the pages, but for those that are still in use. */
void uc_xen_ring_drop(struct uc_xen_ring *r);

/* The same in a new domain, where the grants are no more. */
void uc_xen_ring_lost(struct uc_xen_ring *r);

static inline unsigned uc_xen_ring_free(const struct uc_xen_ring *r)
{
	return r->mask + 1 - (r->req_prod - r->rsp_cons);
}
/* The next slot for a request; the caller has seen that there is one. */
static inline void *uc_xen_ring_request(struct uc_xen_ring *r)
{
	return r->slots + (size_t)(r->req_prod++ & r->mask) * r->slot;
}
/* Tells the back end of the requests; true: it wants an event. */
static inline bool uc_xen_ring_push(struct uc_xen_ring *r)
{
	uint32_t old = r->pushed, now = r->req_prod;

	if (old == now)
		return false;
	r->pushed = now;
	uc_barrier();
	r->shared->req_prod = now;
	/* it writes its wish, then looks at req_prod: so we the other way round */
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	return now - r->shared->req_event < now - old;
}
/* How many responses there are. */
static inline uint32_t uc_xen_ring_responses(struct uc_xen_ring *r)
{
	uint32_t n = r->shared->rsp_prod - r->rsp_cons;

	if (uc_unlikely(n > r->pushed - r->rsp_cons))
		r->broken = true;
	uc_barrier();
	return uc_unlikely(r->broken) ? 0 : n;
}
/* Copies the next one, of n bytes at most a slot's. */
static inline void uc_xen_ring_response(struct uc_xen_ring *r, void *to, size_t n)
{
	const volatile char *from = r->slots + (size_t)(r->rsp_cons++ & r->mask) * r->slot;

	memcpy(to, (const void *)from, n);
	uc_barrier(); /* or the compiler may look at the slot again, instead of the copy */
}
/* Asks for an event at the next response; true: one is there already. */
static inline bool uc_xen_ring_event(struct uc_xen_ring *r)
{
	r->shared->rsp_event = r->rsp_cons + 1;
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	return uc_xen_ring_responses(r);
}
#endif
