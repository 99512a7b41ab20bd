/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include "utimes_at.h"

UC_SYSCALL(futimesat, int dirfd, const char *path, const struct timeval *t)
{
	return uc_utimes_at(dirfd, path, t);
}
