/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/end.h>
#include <uc/syscall.h>

UC_SYSCALL(exit_group, int status)
{
	uc_app_end(UC_OFF_EXIT, status & 0xff);
}
