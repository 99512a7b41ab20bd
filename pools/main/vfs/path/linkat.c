/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"
#include "make_at.h"

UC_SYSCALL(linkat, int from_fd, const char *from, int to_fd, const char *to,
	   int flags)
{
	return uc_link_at(from_fd, from, to_fd, to, flags);
}
