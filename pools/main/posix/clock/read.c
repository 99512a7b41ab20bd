/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/clock.h>
#include <uc/thread.h>
#include <uc/timer.h>
#include <uc/usage.h>

int uc_clock_read(clockid_t clock, uint64_t *ns)
{
	switch (clock) {
	case CLOCK_REALTIME:
	case CLOCK_REALTIME_COARSE:
	case CLOCK_REALTIME_ALARM:
		*ns = uc_realtime();
		return 0;
	case CLOCK_TAI: /* offset unknown: 0, as on a Linux that was never told */
		*ns = uc_realtime();
		return 0;
	case CLOCK_MONOTONIC:
	case CLOCK_MONOTONIC_RAW:
	case CLOCK_MONOTONIC_COARSE:
	case CLOCK_BOOTTIME:
	case CLOCK_BOOTTIME_ALARM:
		*ns = uc_monotonic();
		return 0;
	case CLOCK_PROCESS_CPUTIME_ID:
		*ns = uc_cpu_time();
		return 0;
	case CLOCK_THREAD_CPUTIME_ID:
		*ns = uc_thread_cpu_time(uc_current);
		return 0;
	}
	/* clock_getcpuclockid(3), pthread_getcpuclockid(3): the complement of
	 * the id above three bits that say what is measured */
	if (clock < 0) {
		int id = ~(clock >> 3);
		struct uc_thread *t;

		if (!(clock & 4)) {
			if (id != 0 && id != 1)
				return -EINVAL;
			*ns = uc_cpu_time();
			return 0;
		}
		t = id ? uc_thread_find(id) : uc_current;
		if (t) {
			*ns = uc_thread_cpu_time(t);
			return 0;
		}
	}
	return -EINVAL;
}
