/* SPDX-License-Identifier: BSD-3-Clause */
#include "creds.h"

/* Not kept: the value read back is the effective one, as after a refusal. */
UC_SYSCALL(setfsuid, uint32_t id)
{
	(void)id;
	return uc_user.effective;
}
