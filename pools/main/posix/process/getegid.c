/* SPDX-License-Identifier: BSD-3-Clause */
#include "creds.h"

UC_SYSCALL(getegid, void)
{
	return uc_group.effective;
}
