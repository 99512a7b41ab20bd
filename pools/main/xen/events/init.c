/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

void uc_evtchn_init(void)
{
	for (unsigned i = 0; i < WORDS; i++)
		__atomic_store_n(&uc_xen_shared->evtchn_mask[i], ~0UL, __ATOMIC_SEQ_CST);
}
