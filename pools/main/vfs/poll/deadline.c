/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/timer.h>
#include "internal.h"

uint64_t uc_poll_deadline(uint64_t ns)
{
	uint64_t t;

	if (!ns)
		return 0;
	return __builtin_add_overflow(uc_monotonic(), ns, &t) ? UINT64_MAX : t;
}
