/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/thread.h>
#include <uc/usage.h>

uint64_t uc_cpu_time(void)
{
	uint64_t ns = uc_cpu_time_gone;

	for (struct uc_thread *t = NULL; (t = uc_thread_next(t));)
		ns += uc_thread_cpu_time(t);
	return ns;
}
