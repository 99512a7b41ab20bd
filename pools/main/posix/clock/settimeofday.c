/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/clock.h>
#include <uc/syscall.h>
#include <uc/timer.h>

UC_SYSCALL(settimeofday, const struct timeval *in, const void *zone)
{
	uint64_t ns;
	int r = 0;

	(void)zone; /* obsolete, and nothing here would use it */
	if (in && !(r = uc_timeval_in(in, &ns)))
		uc_realtime_set(ns);
	return r;
}
