/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include "rlimit.h"

UC_SYSCALL(prlimit64, int pid, int resource, const struct rlimit *in,
	   struct rlimit *out)
{
	struct rlimit new, old;
	long r;

	if (pid != 0 && pid != 1)
		return -ESRCH;
	if (in && uc_copy_in(&new, in, sizeof new))
		return -EFAULT;
	r = uc_rlimit(resource, in ? &new : NULL, &old);
	return r || !out ? r : uc_copy_out(out, &old, sizeof old);
}
