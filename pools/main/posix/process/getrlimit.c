/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include "rlimit.h"

UC_SYSCALL(getrlimit, int resource, struct rlimit *out)
{
	struct rlimit l;
	long r = uc_rlimit(resource, NULL, &l);

	return r ? r : uc_copy_out(out, &l, sizeof l);
}
