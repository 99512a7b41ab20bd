/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_TIMERFD_H
#define UC_TIMERFD_H
#include <sys/timerfd.h>
#include <uc/file.h>
#include <uc/syscall.h>
#include <uc/timer.h>

struct timer {
	struct uc_timer timer;
	struct uc_waitq q;
	uint64_t interval; /* ns; 0: once */
	bool rang;         /* since it was read last: not armed until it is */
	bool realtime;
};
extern const struct uc_file_ops uc_timerfd_ops;
/* The timer behind fd, *f with a reference; or NULL and *err. */
struct timer *uc_timerfd_get(int fd, struct uc_file **f, int *err);
/* What timerfd_gettime shows. */
void uc_timerfd_left(struct timer *t, struct itimerspec *v);
#endif
