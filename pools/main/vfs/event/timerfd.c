/* SPDX-License-Identifier: BSD-3-Clause */
#include <sys/epoll.h>
#include <uc/heap.h>
#include "timerfd.h"

static ssize_t timer_read(struct uc_file *f, struct uc_iov *iov, off_t *off)
{
	struct timer *t = f->data;

	(void)off;
	if (iov->total < sizeof t->count)
		return -EINVAL;
	if (!t->count && f->flags & O_NONBLOCK)
		return -EAGAIN;
	if (uc_wait_until(&t->q, t->count, UINT64_MAX, true))
		return -UC_ERESTART;
	unsigned long s = uc_irq_save();
	uint64_t n = t->count;
	t->count = 0;
	uc_irq_restore(s);
	return uc_iov_to(iov, &n, sizeof n) ? -EFAULT : (ssize_t)sizeof n;
}

static unsigned timer_poll(struct uc_file *f, struct uc_wait *w)
{
	struct timer *t = f->data;

	if (w)
		uc_wait_add(&t->q, w);
	return t->count ? EPOLLIN : 0;
}

static void timer_release(struct uc_file *f)
{
	struct timer *t = f->data;

	uc_timer_cancel(&t->timer);
	uc_free(t);
}

const struct uc_file_ops uc_timerfd_ops = {
	.read = timer_read,
	.poll = timer_poll,
	.stat = uc_anon_stat,
	.release = timer_release,
};

struct timer *uc_timerfd_get(int fd, struct uc_file **f, int *err)
{
	*f = uc_fd_get(fd);
	*err = -EBADF;
	if (!*f)
		return NULL;
	if ((*f)->ops == &uc_timerfd_ops)
		return (*f)->data;
	*err = (*f)->flags & O_PATH ? -EBADF : -EINVAL;
	uc_file_put(*f);
	return NULL;
}

static struct timespec spec(uint64_t ns)
{
	return (struct timespec){.tv_sec = ns / 1000000000,
				 .tv_nsec = ns % 1000000000};
}

void uc_timerfd_left(struct timer *t, struct itimerspec *v)
{
	uint64_t now = uc_monotonic();
	unsigned long s = uc_irq_save();
	uint64_t left = !t->timer.armed	     ? 0
			: t->timer.when > now ? t->timer.when - now
					      : 1;

	uc_irq_restore(s);
	v->it_value = spec(left);
	v->it_interval = spec(t->interval);
}
