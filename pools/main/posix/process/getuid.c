/* SPDX-License-Identifier: BSD-3-Clause */
#include "creds.h"

UC_SYSCALL(getuid, void)
{
	return uc_user.real;
}
