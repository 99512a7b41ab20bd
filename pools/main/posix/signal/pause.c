/* SPDX-License-Identifier: BSD-3-Clause */
#include "state.h"

UC_SYSCALL(pause, void)
{
	while (uc_sleep(UINT64_MAX, true) != -EINTR)
		;
	return -ERESTART_NO_HANDLER;
}
