/* SPDX-License-Identifier: BSD-3-Clause */
#include "ptimer.h"

UC_SYSCALL(timer_getoverrun, int id)
{
	struct ptimer *t = uc_ptimer_find(id);

	return t ? t->overrun : -EINVAL;
}
