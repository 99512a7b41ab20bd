/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/plat.h>
#include <uc/syscall.h>

UC_SYSCALL(exit_group, int status)
{
	uc_power_off(UC_OFF_EXIT, status & 0xff);
}
