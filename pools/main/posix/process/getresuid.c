/* SPDX-License-Identifier: BSD-3-Clause */
#include "creds.h"

UC_SYSCALL(getresuid, uint32_t *real, uint32_t *effective, uint32_t *saved)
{
	int r = uc_copy_out(real, &uc_user.real, 4);

	if (!r)
		r = uc_copy_out(effective, &uc_user.effective, 4);
	return r ? r : uc_copy_out(saved, &uc_user.saved, 4);
}
