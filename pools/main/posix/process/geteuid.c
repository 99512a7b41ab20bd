/* SPDX-License-Identifier: BSD-3-Clause */
#include "creds.h"

UC_SYSCALL(geteuid, void)
{
	return uc_user.effective;
}
