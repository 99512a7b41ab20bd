/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>

UC_SYSCALL(personality, unsigned long persona)
{
	return persona == 0 || persona == 0xffffffff ? 0 : -EINVAL;
}
