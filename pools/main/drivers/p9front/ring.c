/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Two rings of bytes, and a page with their indices, of which the other side may write to
 * any byte: ours are kept here, its are bounded, and an answer's length is read once.
 */
#include "internal.h"

#define HEADER 7 /* of a message, which begins with its length */

struct interface {
	uint32_t in_cons, in_prod;
	uint8_t pad1[56];
	uint32_t out_cons, out_prod;
	uint8_t pad2[56];
	uint32_t order;
	grant_ref_t ref[PAGES];
};

/* Masked while nobody waits, however often it rings. */
static void interrupt(void *arg)
{
	struct ring *r = arg;

	if (uc_xenbus_storm(&r->calm, r->port, interrupt, r))
		return;
	uc_evtchn_mask(r->port);
	uc_wake(&r->q, -1, 0);
}

/* Bytes of ours that it has not taken, of its that are here. */
static uint32_t unread(struct ring *r, uint32_t ahead, uint32_t behind)
{
	if (ahead - behind <= SIZE)
		return ahead - behind;
	uc_p9front_fail(r->channel, "has impossible indices");
	return 0;
}

static bool put(struct ring *r, const void *data, size_t n)
{
	uint32_t at = r->out_prod % SIZE;
	size_t first = UC_MIN(n, (size_t)SIZE - at);

	if (SIZE - unread(r, r->out_prod, r->page->out_cons) < n)
		return false;
	memcpy(r->out + at, data, first);
	memcpy(r->out, (const char *)data + first, n - first);
	uc_barrier();
	r->page->out_prod = r->out_prod += n;
	return true;
}

static bool get(struct ring *r, void *to, size_t n)
{
	uint32_t at = r->in_cons % SIZE;
	size_t first = UC_MIN(n, (size_t)SIZE - at);

	if (unread(r, r->page->in_prod, r->in_cons) < n)
		return false;
	uc_barrier();
	memcpy(to, r->in + at, first);
	memcpy((char *)to + first, r->in, n - first);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	r->page->in_cons = r->in_cons += n;
	return true;
}

/* The channel is unmasked before each look, so that no event is missed. */
static bool looking(struct ring *r)
{
	uc_evtchn_unmask(r->port);
	return true;
}

ssize_t uc_p9front_call(struct uc_p9_channel *channel, unsigned lane, const void *request, size_t n,
			void *reply)
{
	struct channel *c = uc_p9front_of(channel);
	struct ring *r = &c->ring[lane];
	uint32_t len = 0;

	uc_wait_until(&r->q, looking(r) && (c->gone || put(r, request, n)), UINT64_MAX, false);
	if (!c->gone)
		uc_evtchn_notify(r->port);
	uc_wait_until(&r->q, looking(r) && (c->gone || get(r, &len, sizeof len)), UINT64_MAX, false);
	if (!c->gone && (len < HEADER || len > SIZE))
		uc_p9front_fail(c, "sent a message of impossible length");
	if (c->gone)
		return -EIO;
	memcpy(reply, &len, sizeof len);
	uc_wait_until(&r->q, looking(r) && (c->gone || get(r, (char *)reply + sizeof len, len - sizeof len)),
		      UINT64_MAX, false);
	if (c->gone)
		return -EIO;
	return len; /* the ring is empty, so the next answer has room without a word */
}

int uc_p9front_share(struct ring *r)
{
	domid_t domain = r->channel->bus.domain;
	unsigned i;

	r->page = uc_page_alloc_zero(0);
	r->in = uc_page_alloc_zero(ORDER);
	if (!r->page || !r->in)
		return -ENOMEM;
	r->out = r->in + SIZE;
	r->page->order = ORDER;
	for (i = 0; i < PAGES; i++) {
		r->page->ref[i] = r->refs[i] = uc_grant_page(domain, r->in + i * UC_PAGE_SIZE);
		if (!r->refs[i])
			return -ENOSPC;
	}
	r->ref = uc_grant_page(domain, (const void *)r->page);
	if (!r->ref)
		return -ENOSPC;
	r->port = uc_evtchn_alloc(domain);
	return r->port < 0 ? r->port : uc_evtchn_bind(r->port, interrupt, r);
}

void uc_p9front_unshare(struct ring *r)
{
	unsigned long f = uc_irq_save();
	bool whole = true;

	uc_xenbus_calm_end(&r->calm);
	if (r->port > 0)
		uc_evtchn_close(r->port);
	r->port = 0;
	uc_irq_restore(f);
	for (unsigned i = 0; i < PAGES; i++)
		if (r->refs[i])
			whole &= uc_grant_end(r->refs[i]);
	if (r->in && whole)
		uc_page_free(r->in, ORDER);
	if (r->page && (!r->ref || uc_grant_end(r->ref)))
		uc_page_free((void *)r->page, 0);
	memset(r->refs, 0, sizeof r->refs);
	r->ref = UC_GRANT_NONE;
	r->in = NULL;
	r->page = NULL;
}

void uc_p9front_lost(struct ring *r)
{
	uc_xenbus_calm_end(&r->calm);
	r->port = 0;
	r->ref = UC_GRANT_NONE;
	memset(r->refs, 0, sizeof r->refs);
}
