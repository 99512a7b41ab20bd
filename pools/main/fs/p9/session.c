/* SPDX-License-Identifier: BSD-3-Clause */
/* Calls: one of a lane at a time. The first of all, which agrees on the version, has no
 * number of its own, and is alone. */
#include <uc/heap.h>
#include "internal.h"

#define NOTAG 0xffff
#define ERRNO_MAX 4095

bool uc_p9_buffers(struct session *s, unsigned i)
{
	struct p9_call *k = &s->calls[i];

	if (!k->q.buf)
		k->q.buf = uc_malloc(s->channel->max);
	if (!k->r.buf)
		k->r.buf = uc_malloc(s->channel->max);
	return k->q.buf && k->r.buf;
}

/* The first one has its buffers from the beginning: so who waits does not wait for memory. */
static struct p9_call *take(struct session *s)
{
	for (unsigned i = 0; i < s->channel->lanes; i++)
		if (!s->calls[i].taken && uc_p9_buffers(s, i)) {
			s->calls[i].taken = true;
			return &s->calls[i];
		}
	return NULL;
}

struct p9_call *uc_p9_begin(struct session *s, unsigned type)
{
	struct p9_call *k;

	uc_wait_until(&s->idle, (k = take(s)), UINT64_MAX, false);
	k->session = s;
	k->q.at = 0;
	k->q.end = s->size;
	k->q.bad = k->r.bad = false;
	uc_p9_put(&k->q, 0, 4);
	uc_p9_put(&k->q, type, 1);
	uc_p9_put(&k->q, type == P9_VERSION ? NOTAG : k - s->calls, 2);
	return k;
}

static int answer(struct p9_message *r, unsigned type, unsigned tag)
{
	uint64_t size = uc_p9_get(r, 4), got = uc_p9_get(r, 1), e;

	if (size != r->end || uc_p9_get(r, 2) != tag || r->bad)
		return -EIO;
	if (got == P9_RLERROR) {
		e = uc_p9_get(r, 4);
		return r->bad || !e || e > ERRNO_MAX ? -EIO : -(int)e;
	}
	return got == type + 1 ? 0 : -EIO;
}

int uc_p9_call(struct p9_call *k)
{
	struct uc_p9_channel *c = k->session->channel;
	unsigned tag = k->q.buf[5] | k->q.buf[6] << 8;
	uint32_t n = k->q.at;
	ssize_t got;

	if (k->q.bad)
		return -ENAMETOOLONG; /* all else is bounded by the caller */
	memcpy(k->q.buf, &n, 4);
	got = c->call(c, tag % c->lanes, k->q.buf, n, k->r.buf);
	if (got < 0)
		return got;
	k->r.at = 0;
	k->r.end = UC_MIN((size_t)got, c->max);
	return answer(&k->r, k->q.buf[4], tag);
}

int uc_p9_end(struct p9_call *k, int e)
{
	if (!e && k->r.bad)
		e = -EIO;
	k->taken = false;
	uc_wake(&k->session->idle, 1, 0);
	return e;
}

uint32_t uc_p9_fid(struct session *s)
{
	return s->free_count ? s->free[--s->free_count] : s->fids++;
}

/* Without memory to remember it, the number is lost. */
void uc_p9_fid_unused(struct session *s, uint32_t fid)
{
	if (s->free_count == s->free_room) {
		uint32_t room = 2 * s->free_room + 64;
		uint32_t *more = uc_realloc(s->free, room * sizeof *more);

		if (!more)
			return;
		s->free = more;
		s->free_room = room;
	}
	s->free[s->free_count++] = fid;
}

void uc_p9_forget(struct session *s, uint32_t fid)
{
	struct p9_call *k = uc_p9_begin(s, P9_CLUNK);

	uc_p9_put(&k->q, fid, 4);
	uc_p9_end(k, uc_p9_call(k));
	uc_p9_fid_unused(s, fid);
}

int uc_p9_walk(struct session *s, uint32_t dir, uint32_t fid, const char *name, size_t len)
{
	struct p9_call *k;
	int e;

	k = uc_p9_begin(s, P9_WALK);
	uc_p9_put(&k->q, dir, 4);
	uc_p9_put(&k->q, fid, 4);
	uc_p9_put(&k->q, len > 0, 2);
	if (len)
		uc_p9_put_string(&k->q, name, len);
	e = uc_p9_call(k);
	if (!e && uc_p9_get(&k->r, 2) != (len > 0))
		e = -EIO;
	return uc_p9_end(k, e);
}
