/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch.h>
#include <uc/plat.h>
#include <uc/timer.h>

uint64_t uc_monotonic(void)
{
	return uc_plat_monotonic();
}
