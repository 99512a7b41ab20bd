/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/thread.h>

void uc_mutex_lock(struct uc_mutex *m)
{
	if (m->owner)
		uc_wait_until(&m->q, !m->owner, UINT64_MAX, false);
	m->owner = uc_current;
}

void uc_mutex_unlock(struct uc_mutex *m)
{
	uc_assert(m->owner == uc_current);
	m->owner = NULL;
	uc_wake(&m->q, 1, 0);
}
