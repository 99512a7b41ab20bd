/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

UC_SYSCALL(poll, struct pollfd *fds, unsigned n, int ms)
{
	uint64_t deadline = ms < 0 ? UINT64_MAX : uc_poll_deadline(ms * 1000000ULL);

	return uc_poll_user(fds, n, deadline);
}
