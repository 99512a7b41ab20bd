/* SPDX-License-Identifier: BSD-3-Clause */
#include <limits.h>
#include <uc/heap.h>
#include "internal.h"

int uc_iov_import(struct uc_iov *iov, const struct iovec *user, int count,
		  struct iovec *room, unsigned room_count)
{
	*iov = (struct uc_iov){.v = room};
	if (count < 0 || count > IOV_MAX)
		return -EINVAL;
	if ((unsigned)count > room_count) {
		iov->v = iov->owned = uc_calloc(count, sizeof *room);
		if (!iov->v)
			return -ENOMEM;
	}
	int r = count ? uc_copy_in(iov->v, user, count * sizeof *room) : 0;
	for (int i = 0; !r && i < count; i++) {
		struct iovec *v = iov->v + i;

		if ((ssize_t)v->iov_len < 0)
			r = -EINVAL;
		v->iov_len = UC_MIN(v->iov_len, UC_RW_MAX - iov->total);
		iov->total += v->iov_len;
	}
	iov->count = count;
	if (r)
		uc_iov_done(iov, room);
	return r;
}

void uc_iov_done(struct uc_iov *iov, struct iovec *room)
{
	(void)room;
	if (iov->owned)
		uc_free(iov->owned);
	iov->owned = NULL;
}
