/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

int uc_fd_limit(void)
{
	return uc_fds.limit;
}

void uc_fd_set_limit(int n)
{
	uc_fds.limit = UC_MIN(UC_MAX(n, 0), 1 << 20);
}
