/* SPDX-License-Identifier: BSD-3-Clause */
#include "signalfd.h"

UC_SYSCALL(signalfd, int fd, const uint64_t *mask, size_t size)
{
	return uc_signalfd_set(fd, mask, size, 0);
}
