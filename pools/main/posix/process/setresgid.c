/* SPDX-License-Identifier: BSD-3-Clause */
#include "creds.h"

UC_SYSCALL(setresgid, uint32_t real, uint32_t effective, uint32_t saved)
{
	return uc_ids_set(&uc_group, real, effective, saved);
}
