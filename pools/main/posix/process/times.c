/* SPDX-License-Identifier: BSD-3-Clause */
#include <sys/times.h>
#include <uc/syscall.h>
#include <uc/timer.h>
#include <uc/usage.h>

#define NS_PER_TICK 10000000 /* AT_CLKTCK is 100 */

UC_SYSCALL(times, struct tms *out)
{
	struct tms t = {.tms_utime = uc_cpu_time() / NS_PER_TICK};

	if (out && uc_copy_out(out, &t, sizeof t))
		return -EFAULT;
	return uc_monotonic() / NS_PER_TICK;
}
