/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

void uc_evtchn_reset(void)
{
	uc_evtchn_init();
	for (unsigned i = 0; i < WORDS; i++)
		if (uc_evtchn_handlers[i])
			memset(uc_evtchn_handlers[i], 0, WORD * sizeof(struct handler));
}
