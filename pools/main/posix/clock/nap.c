/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/thread.h>
#include <uc/timer.h>
#include "nap.h"

long uc_nap(uint64_t deadline, struct timespec *rest)
{
	uint64_t now;
	int r;

	while (!(r = uc_sleep(deadline, true)))
		;
	if (r == -ETIMEDOUT)
		return 0;
	now = uc_monotonic();
	if (rest && uc_time_out(rest, deadline > now ? deadline - now : 0))
		return -EFAULT;
	return -EINTR;
}
