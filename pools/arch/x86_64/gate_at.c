/* SPDX-License-Identifier: BSD-3-Clause */
/* Called by libc, which must not compare with an address itself: an image may have
 * several gates, of which one is in use. */
#include <uc/arch.h>

extern const char uc_gate_restart[];
int uc_gate_at(uintptr_t pc);

/* Whether pc is where a call is made again that a signal came before. */
int uc_gate_at(uintptr_t pc)
{
	return pc == (uintptr_t)uc_gate_restart;
}
