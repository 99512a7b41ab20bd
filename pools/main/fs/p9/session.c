/* SPDX-License-Identifier: BSD-3-Clause */
/* Calls. One is under way at a time; so all have the same tag. */
#include <uc/heap.h>
#include "internal.h"

#define TAG   1
#define NOTAG 0xffff
#define ERRNO_MAX 4095

void uc_p9_begin(struct session *s, unsigned type)
{
	uc_mutex_lock(&s->busy);
	s->q.at = 0;
	s->q.end = s->size;
	s->q.bad = false;
	uc_p9_put(&s->q, 0, 4);
	uc_p9_put(&s->q, type, 1);
	uc_p9_put(&s->q, type == P9_VERSION ? NOTAG : TAG, 2);
}

static int answer(struct session *s, unsigned type, unsigned tag)
{
	uint64_t size = uc_p9_get(&s->r, 4), got = uc_p9_get(&s->r, 1), e;

	if (size != s->r.end || uc_p9_get(&s->r, 2) != tag || s->r.bad)
		return -EIO;
	if (got == P9_RLERROR) {
		e = uc_p9_get(&s->r, 4);
		return s->r.bad || !e || e > ERRNO_MAX ? -EIO : -(int)e;
	}
	return got == type + 1 ? 0 : -EIO;
}

int uc_p9_call(struct session *s)
{
	uint32_t n = s->q.at;
	ssize_t got;

	if (s->q.bad)
		return -ENAMETOOLONG; /* all else is bounded by the caller */
	memcpy(s->q.buf, &n, 4);
	got = s->channel->call(s->channel, s->q.buf, n, s->r.buf);
	if (got < 0)
		return got;
	s->r.at = 0;
	s->r.end = UC_MIN((size_t)got, s->channel->max);
	s->r.bad = false;
	return answer(s, s->q.buf[4], s->q.buf[5] | s->q.buf[6] << 8);
}

int uc_p9_end(struct session *s, int e)
{
	if (!e && s->r.bad)
		e = -EIO;
	uc_mutex_unlock(&s->busy);
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
	uc_p9_begin(s, P9_CLUNK);
	uc_p9_put(&s->q, fid, 4);
	uc_p9_end(s, uc_p9_call(s));
	uc_p9_fid_unused(s, fid);
}

int uc_p9_walk(struct session *s, uint32_t dir, uint32_t fid, const char *name, size_t len)
{
	int e;

	uc_p9_begin(s, P9_WALK);
	uc_p9_put(&s->q, dir, 4);
	uc_p9_put(&s->q, fid, 4);
	uc_p9_put(&s->q, len > 0, 2);
	if (len)
		uc_p9_put_string(&s->q, name, len);
	e = uc_p9_call(s);
	if (!e && uc_p9_get(&s->r, 2) != (len > 0))
		e = -EIO;
	return uc_p9_end(s, e);
}
