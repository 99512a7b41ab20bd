/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/clock.h>
#include <uc/timer.h>

int uc_clock_deadline(clockid_t clock, uint64_t ns, bool absolute,
		      uint64_t *deadline)
{
	uint64_t now = uc_monotonic(), then;

	switch (clock) {
	case CLOCK_REALTIME:
	case CLOCK_REALTIME_ALARM:
	case CLOCK_TAI:
		then = uc_realtime();
		break;
	case CLOCK_MONOTONIC:
	case CLOCK_BOOTTIME:
	case CLOCK_BOOTTIME_ALARM:
		then = now;
		break;
	case CLOCK_PROCESS_CPUTIME_ID:
	case CLOCK_THREAD_CPUTIME_ID:
		return -EOPNOTSUPP;
	default:
		return -EINVAL;
	}
	if (absolute)
		ns = ns > then ? ns - then : 0;
	*deadline = now + ns < now ? UINT64_MAX : now + ns;
	return 0;
}
