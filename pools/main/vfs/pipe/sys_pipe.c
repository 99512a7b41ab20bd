/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include "internal.h"

UC_SYSCALL(pipe, int *fd)
{
	return uc_pipe_pair(fd, 0);
}
