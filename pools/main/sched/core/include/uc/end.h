/* SPDX-License-Identifier: BSD-3-Clause */
/* The end of the application. */
#ifndef UC_END_H
#define UC_END_H
#include <uc/plat.h>

/* Sends what is left to be sent, for a bounded time. Set by a network stack. */
extern void (*uc_net_end)(void);

/* As uc_power_off, for a program that asked for it or got a signal: what a kernel
 * would go on with is done first. Thread context. */
static inline UC_NORETURN void uc_app_end(int kind, int code)
{
	if (uc_net_end)
		uc_net_end();
	uc_power_off(kind, code);
}
#endif
