/* SPDX-License-Identifier: BSD-3-Clause */
/* Conversions between struct timespec and nanoseconds; reading clocks. */
#ifndef UC_CLOCK_H
#define UC_CLOCK_H
#include <sys/time.h>
#include <time.h>
#include <uc/arch.h>

/* Copies an application's time in: 0, -EFAULT, -EINVAL (negative, or not below
 * a second's worth of ns). Saturates at UINT64_MAX. */
int uc_time_in(const struct timespec *user, uint64_t *ns);
int uc_time_out(struct timespec *user, uint64_t ns); /* 0 or -EFAULT */
int uc_timeval_in(const struct timeval *user, uint64_t *ns);
int uc_timeval_out(struct timeval *user, uint64_t ns);

/* The clock's value; -EINVAL if there is no such clock. */
int uc_clock_read(clockid_t clock, uint64_t *ns);
/* Monotonic time at which the clock shows ns: where it was set later, timers of
 * CLOCK_REALTIME keep the moment computed at first. Saturates. */
int uc_clock_deadline(clockid_t clock, uint64_t ns, bool absolute,
		      uint64_t *deadline);
#endif
