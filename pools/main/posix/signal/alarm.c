/* SPDX-License-Identifier: BSD-3-Clause */
#include "itimer.h"
#include "state.h"

#define SECOND 1000000000UL

UC_SYSCALL(alarm, unsigned seconds)
{
	struct uc_itimer_value new = {.left = seconds * SECOND}, old;

	uc_itimer(&new, &old);
	return (old.left + SECOND - 1) / SECOND;
}
