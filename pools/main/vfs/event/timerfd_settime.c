/* SPDX-License-Identifier: BSD-3-Clause */
#include <sys/epoll.h>
#include "timerfd.h"

static void expired(struct uc_timer *u)
{
	struct timer *t = UC_CONTAINER(u, struct timer, timer);

	t->rang = true;
	uc_file_wake(&t->q, EPOLLIN);
}

/* ns, saturating; UINT64_MAX for a time that is none. */
static bool ns_of(const struct timespec *t, uint64_t *ns)
{
	if (t->tv_sec < 0 || (unsigned long)t->tv_nsec >= 1000000000)
		return false;
	*ns = t->tv_sec >= INT64_MAX / 1000000000
		      ? INT64_MAX
		      : t->tv_sec * 1000000000ULL + t->tv_nsec;
	return true;
}

static void arm(struct timer *t, uint64_t value, bool absolute)
{
	uint64_t now = uc_monotonic(), when = now + value;

	if (absolute && t->realtime) {
		uint64_t wall = uc_realtime();
		when = value > wall ? now + (value - wall) : now;
	} else if (absolute) {
		when = value;
	}
	uc_timer_set(&t->timer, when);
}

UC_SYSCALL(timerfd_settime, int fd, int flags, const struct itimerspec *user,
	   struct itimerspec *old)
{
	struct itimerspec v, was;
	uint64_t value, interval;
	struct uc_file *f;
	int r;

	if (uc_copy_in(&v, user, sizeof v))
		return -EFAULT;
	/* being told when the clock is set is not supported */
	if (flags & ~TFD_TIMER_ABSTIME || !ns_of(&v.it_value, &value) ||
	    !ns_of(&v.it_interval, &interval))
		return -EINVAL;
	struct timer *t = uc_timerfd_get(fd, &f, &r);
	if (!t)
		return r;
	uc_timerfd_left(t, &was);
	uc_timer_cancel(&t->timer);

	t->rang = false;
	t->interval = interval;
	t->timer.fn = expired;
	if (value)
		arm(t, value, flags & TFD_TIMER_ABSTIME);
	uc_file_put(f);
	return old ? uc_copy_out(old, &was, sizeof was) : 0;
}
