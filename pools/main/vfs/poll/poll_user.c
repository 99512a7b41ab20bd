/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/heap.h>
#include "internal.h"

long uc_poll_user(struct pollfd *user, unsigned n, uint64_t deadline)
{
	struct pollfd room[POLL_ROOM], *p = room;
	long r = -EFAULT;

	if (n > (unsigned)uc_fd_limit())
		return -EINVAL;
	if (n > POLL_ROOM && !(p = uc_calloc(n, sizeof *p)))
		return -ENOMEM;
	if (!n || !uc_copy_in(p, user, n * sizeof *p))
		r = uc_poll_wait(p, n, deadline);
	if (r >= 0 && n && uc_copy_out(user, p, n * sizeof *p))
		r = -EFAULT;
	if (p != room)
		uc_free(p);
	return r;
}
