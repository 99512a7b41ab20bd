/* SPDX-License-Identifier: BSD-3-Clause */
#include "signalfd.h"

UC_SYSCALL(signalfd4, int fd, const uint64_t *mask, size_t size, int flags)
{
	return uc_signalfd_set(fd, mask, size, flags);
}
