/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The page shared with the daemon. It is the daemon's to write to, all of it:
 * our own indices are kept here, its indices are bounded each time.
 */
#include "internal.h"

#define SIZE XENSTORE_RING_SIZE

static volatile struct xenstore_domain_interface *ring;
static uint32_t req_prod, rsp_cons;
static bool broken;
bool uc_xs_partial;

bool uc_xs_connect(void)
{
	if (ring)
		return !broken;
	if (!uc_xen_boot.store_pa || !(ring = uc_xen_page(uc_xen_boot.store_pa)))
		return false;
	uc_xs_rings();
	return true;
}

void uc_xs_rings(void)
{
	req_prod = ring->req_prod;
	rsp_cons = ring->rsp_cons;
}

/* How far an index of ours is ahead of, or behind, one of the daemon's. */
static uint32_t distance(uint32_t ahead, uint32_t behind)
{
	uint32_t n = ahead - behind;

	if (uc_likely(n <= SIZE))
		return n;
	broken = true;
	return 0;
}

size_t uc_xs_put(const void *p, size_t n)
{
	uint32_t used = distance(req_prod, ring->req_cons);
	const char *s = p;

	if (broken)
		return 0;
	n = UC_MIN(n, (size_t)(SIZE - used));
	__atomic_thread_fence(__ATOMIC_SEQ_CST); /* it has read what is overwritten */
	for (size_t i = 0; i < n; i++)
		ring->req[(req_prod + i) % SIZE] = s[i];
	uc_barrier();
	ring->req_prod = req_prod += n;
	return n;
}

size_t uc_xs_get(void *p, size_t n)
{
	uint32_t have = distance(ring->rsp_prod, rsp_cons);
	char *s = p;

	n = UC_MIN(n, (size_t)have);
	uc_barrier();
	for (size_t i = 0; i < n; i++)
		s[i] = ring->rsp[(rsp_cons + i) % SIZE];
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	ring->rsp_cons = rsp_cons += n;
	return n;
}

bool uc_xs_broken(void)
{
	return broken;
}

bool uc_xs_taken(void)
{
	return !distance(req_prod, ring->req_cons);
}

bool uc_xs_answered(void)
{
	return distance(ring->rsp_prod, rsp_cons);
}
