/* SPDX-License-Identifier: BSD-3-Clause */
#include <linux/membarrier.h>
#include <uc/syscall.h>

/* On one CPU each switch orders memory already. */
UC_SYSCALL(membarrier, int command, unsigned flags)
{
	const int all = MEMBARRIER_CMD_GLOBAL | MEMBARRIER_CMD_PRIVATE_EXPEDITED |
			MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED;

	if (flags)
		return -EINVAL;
	if (command == MEMBARRIER_CMD_QUERY)
		return all;
	return command & ~all || command & (command - 1) ? -EINVAL : 0;
}
