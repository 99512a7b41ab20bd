/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/clock.h>
#include <uc/syscall.h>

UC_SYSCALL(clock_gettime, clockid_t clock, struct timespec *out)
{
	uint64_t ns;
	int r = uc_clock_read(clock, &ns);

	return r ? r : uc_time_out(out, ns);
}
