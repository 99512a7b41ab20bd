/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch.h>
#include <uc/plat.h>
#include <uc/timer.h>

/* Wall time at monotonic 0. The platform is asked once: its clock is slow to
 * read and may be as coarse as a second. */
static uint64_t epoch;
static bool known, set;

uint64_t uc_realtime(void)
{
	if (!known)
		epoch = uc_plat_wall_epoch();
	known = true;
	return epoch + uc_plat_monotonic();
}

void uc_realtime_set(uint64_t ns)
{
	epoch = ns - uc_plat_monotonic();
	known = set = true;
}

void uc_realtime_ask(void)
{
	known = set;
}
