/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/clock.h>
#include <uc/syscall.h>
#include <uc/timer.h>

UC_SYSCALL(gettimeofday, struct timeval *out, uint64_t *zone)
{
	uint64_t utc = 0; /* struct timezone: no minutes west, no DST */

	if (out && uc_timeval_out(out, uc_realtime()))
		return -EFAULT;
	return zone ? uc_copy_out(zone, &utc, sizeof utc) : 0;
}
