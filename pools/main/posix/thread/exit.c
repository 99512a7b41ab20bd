/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/end.h>
#include <uc/sched.h>
#include <uc/syscall.h>

extern __typeof__(uc_thread_exit) uc_thread_exit UC_WEAK; /* clone links it */

UC_SYSCALL(exit, int status)
{
	static int leader_status;
	static bool leader_gone;

	if (uc_current->tid == 1) {
		leader_gone = true;
		leader_status = status;
	}
	/* the process's status is the first thread's, as its parent would see */
	if (uc_app_threads == 1)
		uc_app_end(UC_OFF_EXIT, (leader_gone ? leader_status : status) & 0xff);
	uc_thread_exit();
}
