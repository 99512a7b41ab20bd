/* SPDX-License-Identifier: BSD-3-Clause */
#include <sys/resource.h>
#include <uc/syscall.h>
#include <uc/thread.h>
#include <uc/vm.h>
#include <uc/usage.h>

UC_SYSCALL(getrusage, int who, struct rusage *out)
{
	struct rusage u = {0};
	struct uc_vm_stats vm;
	uint64_t ns = 0;

	if (who != RUSAGE_SELF && who != RUSAGE_THREAD && who != RUSAGE_CHILDREN)
		return -EINVAL;
	if (who == RUSAGE_SELF)
		ns = uc_cpu_time();
	else if (who == RUSAGE_THREAD)
		ns = uc_thread_cpu_time(uc_current);
	/* user and system are one here; booked as user */
	u.ru_utime.tv_sec = ns / 1000000000;
	u.ru_utime.tv_usec = ns % 1000000000 / 1000;
	if (who != RUSAGE_CHILDREN) {
		uc_vm_stats(&vm);
		u.ru_maxrss = vm.resident / 1024;
	}
	/* musl's struct ends with room that Linux does not fill */
	return uc_copy_out(out, &u, offsetof(struct rusage, __reserved));
}
