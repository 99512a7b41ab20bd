/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include "eventfd.h"

UC_SYSCALL(eventfd, unsigned value)
{
	return uc_eventfd_new(value, 0);
}
