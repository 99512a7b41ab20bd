/* SPDX-License-Identifier: BSD-3-Clause */
#include "creds.h"

UC_SYSCALL(setfsgid, uint32_t id)
{
	(void)id;
	return uc_group.effective;
}
