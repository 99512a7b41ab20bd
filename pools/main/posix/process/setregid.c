/* SPDX-License-Identifier: BSD-3-Clause */
#include "creds.h"

UC_SYSCALL(setregid, uint32_t real, uint32_t effective)
{
	bool follow = real != UC_KEEP ||
		      (effective != UC_KEEP && effective != uc_group.real);
	long r = uc_ids_set(&uc_group, real, effective, UC_KEEP);

	if (!r && follow)
		uc_group.saved = uc_group.effective;
	return r;
}
