/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_POLL_INTERNAL_H
#define UC_POLL_INTERNAL_H
#include <poll.h>
#include <time.h>
#include <uc/poll.h>
#include <uc/syscall.h>

#define POLL_ROOM 8

/* Fills in revents of n kernel pollfds; how many are not 0, -EINTR, -ENOMEM. */
long uc_poll_wait(struct pollfd *p, unsigned n, uint64_t deadline);
/* The same on the application's array. */
long uc_poll_user(struct pollfd *user, unsigned n, uint64_t deadline);

/* Deadline of a relative timeout. 0 means: do not wait. */
uint64_t uc_poll_deadline(uint64_t ns);
/* From an application's timespec (NULL: for ever), with the checks. */
int uc_poll_timespec(const struct timespec *user, uint64_t *deadline);
/* Stores what is left of the time. A fault is no error, as on Linux. */
void uc_poll_left(struct timespec *user, uint64_t deadline);

/* Temporary signal mask; set == NULL: none. End gets the call's result. */
int uc_poll_mask_begin(const uint64_t *set, size_t size);
void uc_poll_mask_end(const uint64_t *set, long result);

long uc_select(int n, fd_set *in, fd_set *out, fd_set *ex, uint64_t deadline);
#endif
