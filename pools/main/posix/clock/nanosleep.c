/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include "nap.h"

UC_SYSCALL(nanosleep, const struct timespec *in, struct timespec *rest)
{
	uint64_t ns, deadline;
	int r = uc_time_in(in, &ns);

	if (!r)
		r = uc_clock_deadline(CLOCK_MONOTONIC, ns, false, &deadline);
	return r ? r : uc_nap(deadline, rest);
}
