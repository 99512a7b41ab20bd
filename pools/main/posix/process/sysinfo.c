/* SPDX-License-Identifier: BSD-3-Clause */
#include <sys/sysinfo.h>
#include <uc/page.h>
#include <uc/syscall.h>
#include <uc/thread.h>
#include <uc/timer.h>

UC_SYSCALL(sysinfo, struct sysinfo *out)
{
	struct sysinfo info = {
		.uptime = uc_monotonic() / 1000000000,
		.procs = uc_thread_count(),
		.mem_unit = UC_PAGE_SIZE,
	};
	struct uc_page_stats pages;

	uc_page_stats(&pages);
	info.totalram = pages.total;
	info.freeram = pages.free;
	/* musl's struct ends with room that Linux does not fill */
	return uc_copy_out(out, &info, offsetof(struct sysinfo, __reserved));
}
