/* SPDX-License-Identifier: BSD-3-Clause */
#include "creds.h"

UC_SYSCALL(setreuid, uint32_t real, uint32_t effective)
{
	/* setreuid(2): the saved one follows where the real one is set or the
	 * effective one differs from it */
	bool follow = real != UC_KEEP ||
		      (effective != UC_KEEP && effective != uc_user.real);
	long r = uc_ids_set(&uc_user, real, effective, UC_KEEP);

	if (!r && follow)
		uc_user.saved = uc_user.effective;
	return r;
}
