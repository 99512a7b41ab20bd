/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_NAP_H
#define UC_NAP_H
#include <uc/clock.h>
/* Sleeps until deadline; interrupted: -EINTR, with the rest in *rest unless
 * that is NULL. */
long uc_nap(uint64_t deadline, struct timespec *rest);
#endif
