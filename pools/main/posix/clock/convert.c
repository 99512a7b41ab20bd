/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/clock.h>

#define SECOND 1000000000UL

static uint64_t join(uint64_t s, uint64_t ns)
{
	return s >= UINT64_MAX / SECOND - 1 ? UINT64_MAX : s * SECOND + ns;
}

int uc_time_in(const struct timespec *user, uint64_t *ns)
{
	struct timespec t;

	if (uc_copy_in(&t, user, sizeof t))
		return -EFAULT;
	if (t.tv_sec < 0 || (uint64_t)t.tv_nsec >= SECOND)
		return -EINVAL;
	*ns = join(t.tv_sec, t.tv_nsec);
	return 0;
}

int uc_time_out(struct timespec *user, uint64_t ns)
{
	struct timespec t = {.tv_sec = ns / SECOND, .tv_nsec = ns % SECOND};

	return uc_copy_out(user, &t, sizeof t);
}

int uc_timeval_in(const struct timeval *user, uint64_t *ns)
{
	struct timeval t;

	if (uc_copy_in(&t, user, sizeof t))
		return -EFAULT;
	if (t.tv_sec < 0 || (uint64_t)t.tv_usec >= 1000000)
		return -EINVAL;
	*ns = join(t.tv_sec, t.tv_usec * 1000);
	return 0;
}

int uc_timeval_out(struct timeval *user, uint64_t ns)
{
	struct timeval t = {.tv_sec = ns / SECOND, .tv_usec = ns % SECOND / 1000};

	return uc_copy_out(user, &t, sizeof t);
}
