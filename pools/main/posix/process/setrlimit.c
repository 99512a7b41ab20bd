/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include "rlimit.h"

UC_SYSCALL(setrlimit, int resource, const struct rlimit *in)
{
	struct rlimit l;

	if (uc_copy_in(&l, in, sizeof l))
		return -EFAULT;
	return uc_rlimit(resource, &l, NULL);
}
