/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include "internal.h"

#define ONFAULT 4 /* MCL_ONFAULT */

UC_SYSCALL(mlockall, int flags)
{
	if (!(flags & (MCL_CURRENT | MCL_FUTURE)) || flags & ~(MCL_CURRENT | MCL_FUTURE | ONFAULT))
		return -EINVAL;
	if (flags & MCL_CURRENT && !(flags & ONFAULT))
		for (unsigned i = 0; i < uc_vm_count; i++)
			if (uc_vm_populate(uc_vm_areas[i]->start, uc_vm_areas[i]->end) == -ENOMEM)
				return -ENOMEM;
	uc_vm_lock_future = (flags & (MCL_FUTURE | ONFAULT)) == MCL_FUTURE;
	return 0;
}
