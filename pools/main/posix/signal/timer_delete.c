/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/heap.h>
#include "ptimer.h"

UC_SYSCALL(timer_delete, int id)
{
	struct ptimer *t = uc_ptimer_find(id);

	if (!t)
		return -EINVAL;
	uc_timer_cancel(&t->timer);
	uc_signal_unpost(&t->q);
	uc_list_remove(&t->all);
	uc_free(t);
	return 0;
}
