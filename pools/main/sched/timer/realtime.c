/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch.h>
#include <uc/plat.h>
#include <uc/timer.h>

static uint64_t offset;

uint64_t uc_realtime(void)
{
	return uc_plat_wall_epoch() + offset + uc_plat_monotonic();
}

void uc_realtime_set(uint64_t ns)
{
	offset = ns - uc_plat_wall_epoch() - uc_plat_monotonic();
}
