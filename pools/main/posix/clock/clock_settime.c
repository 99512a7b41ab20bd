/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/clock.h>
#include <uc/syscall.h>
#include <uc/timer.h>

UC_SYSCALL(clock_settime, clockid_t clock, const struct timespec *in)
{
	uint64_t ns;
	int r;

	if (clock != CLOCK_REALTIME)
		return -EINVAL;
	r = uc_time_in(in, &ns);
	if (!r)
		uc_realtime_set(ns);
	return r;
}
