/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_ITIMER_H
#define UC_ITIMER_H
#include <uc/arch.h>
struct uc_itimer_value {
	uint64_t left, interval; /* ns; left 0: disarmed */
};
/* ITIMER_REAL; new may be NULL. */
void uc_itimer(const struct uc_itimer_value *new, struct uc_itimer_value *old);
#endif
