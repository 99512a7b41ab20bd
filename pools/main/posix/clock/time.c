/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/clock.h>
#include <uc/syscall.h>
#include <uc/timer.h>

UC_SYSCALL(time, time_t *out)
{
	time_t t = uc_realtime() / 1000000000;

	if (out && uc_copy_out(out, &t, sizeof t))
		return -EFAULT;
	return t;
}
