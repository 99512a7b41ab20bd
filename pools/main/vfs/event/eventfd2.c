/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include "eventfd.h"

UC_SYSCALL(eventfd2, unsigned value, int flags)
{
	return uc_eventfd_new(value, flags);
}
