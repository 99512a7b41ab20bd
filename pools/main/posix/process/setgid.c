/* SPDX-License-Identifier: BSD-3-Clause */
#include "creds.h"

UC_SYSCALL(setgid, uint32_t id)
{
	if (id == UC_KEEP)
		return -EINVAL;
	if (uc_user.effective == 0)
		return uc_ids_set(&uc_group, id, id, id);
	return uc_ids_set(&uc_group, UC_KEEP, id, UC_KEEP);
}
