/* SPDX-License-Identifier: BSD-3-Clause */
#include <time.h>
#include <uc/heap.h>
#include "timerfd.h"

UC_SYSCALL(timerfd_create, int clock, int flags)
{
	if (flags & ~(TFD_CLOEXEC | TFD_NONBLOCK))
		return -EINVAL;
	switch (clock) {
	case CLOCK_REALTIME:
	case CLOCK_MONOTONIC:
	case CLOCK_BOOTTIME:
	case CLOCK_REALTIME_ALARM: /* the machine does not suspend */
	case CLOCK_BOOTTIME_ALARM:
		break;
	default:
		return -EINVAL;
	}
	struct timer *t = uc_zalloc(sizeof *t);
	struct uc_file *f = t ? uc_file_new(&uc_timerfd_ops,
					    O_RDWR | (flags & TFD_NONBLOCK), t)
			      : NULL;
	if (!f) {
		uc_free(t);
		return -ENOMEM;
	}
	uc_waitq_init(&t->q);
	t->realtime = clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_ALARM;
	f->kind = "anon_inode:[timerfd]";
	int fd = uc_fd_install(f, 0, flags & TFD_CLOEXEC);
	if (fd < 0)
		uc_file_put(f);
	return fd;
}
