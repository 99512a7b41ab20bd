/* SPDX-License-Identifier: BSD-3-Clause */
#include <sys/reboot.h>
#include <uc/plat.h>
#include <uc/syscall.h>

/* reboot(2) */
#define MAGIC1 0xfee1dead
#define MAGIC2 672274793

UC_SYSCALL(reboot, uint32_t magic1, uint32_t magic2, uint32_t command, void *arg)
{
	(void)arg;
	if (magic1 != MAGIC1 || magic2 != MAGIC2)
		return -EINVAL;
	switch (command) {
	case (uint32_t)RB_AUTOBOOT:
		uc_power_off(UC_OFF_REBOOT, 0);
	case (uint32_t)RB_HALT_SYSTEM:
	case (uint32_t)RB_POWER_OFF:
		uc_power_off(UC_OFF_EXIT, 0);
	case (uint32_t)RB_ENABLE_CAD:
	case (uint32_t)RB_DISABLE_CAD:
		return 0;
	}
	return -EINVAL;
}
