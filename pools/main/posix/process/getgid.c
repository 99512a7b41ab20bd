/* SPDX-License-Identifier: BSD-3-Clause */
#include "creds.h"

UC_SYSCALL(getgid, void)
{
	return uc_group.real;
}
