/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/timer.h>
#include "internal.h"

int uc_poll_timespec(const struct timespec *user, uint64_t *deadline)
{
	struct timespec t;

	*deadline = UINT64_MAX;
	if (!user)
		return 0;
	if (uc_copy_in(&t, user, sizeof t))
		return -EFAULT;
	if (t.tv_sec < 0 || (unsigned long)t.tv_nsec >= 1000000000)
		return -EINVAL;
	if (t.tv_sec < INT64_MAX / 1000000000)
		*deadline = uc_poll_deadline(t.tv_sec * 1000000000ULL + t.tv_nsec);
	return 0;
}

void uc_poll_left(struct timespec *user, uint64_t deadline)
{
	uint64_t now = uc_monotonic(), left = deadline > now ? deadline - now : 0;
	struct timespec t = {.tv_sec = left / 1000000000,
			     .tv_nsec = left % 1000000000};

	if (user && deadline != UINT64_MAX)
		uc_copy_out(user, &t, sizeof t);
}
