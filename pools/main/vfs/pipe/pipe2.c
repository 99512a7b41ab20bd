/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include "internal.h"

UC_SYSCALL(pipe2, int *fd, int flags)
{
	return uc_pipe_pair(fd, flags);
}
