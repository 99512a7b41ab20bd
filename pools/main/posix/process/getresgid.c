/* SPDX-License-Identifier: BSD-3-Clause */
#include "creds.h"

UC_SYSCALL(getresgid, uint32_t *real, uint32_t *effective, uint32_t *saved)
{
	int r = uc_copy_out(real, &uc_group.real, 4);

	if (!r)
		r = uc_copy_out(effective, &uc_group.effective, 4);
	return r ? r : uc_copy_out(saved, &uc_group.saved, 4);
}
