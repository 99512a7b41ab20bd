/* SPDX-License-Identifier: BSD-3-Clause */
#include <sys/epoll.h>
#include <uc/heap.h>
#include "timerfd.h"

static ssize_t timer_read(struct uc_file *f, struct uc_iov *iov, off_t *off)
{
	struct timer *t = f->data;

	(void)off;
	uint64_t n = 1, next;

	if (iov->total < sizeof n)
		return -EINVAL;
	if (!t->rang && f->flags & O_NONBLOCK)
		return -EAGAIN;
	if (uc_wait_until(&t->q, t->rang, UINT64_MAX, true))
		return -UC_ERESTART;
	t->rang = false;
	if (t->interval) {
		n += uc_timer_missed(t->timer.when, t->interval, uc_monotonic(), &next);
		uc_timer_set(&t->timer, next);
	}
	return uc_iov_to(iov, &n, sizeof n) ? -EFAULT : (ssize_t)sizeof n;
}

static unsigned timer_poll(struct uc_file *f, struct uc_wait *w)
{
	struct timer *t = f->data;

	if (w)
		uc_wait_add(&t->q, w);
	return t->rang ? EPOLLIN : 0;
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
	unsigned long s = uc_irq_save();
	uint64_t now = uc_monotonic(), next = t->timer.when, left = 0;

	if (t->rang && t->interval)
		uc_timer_missed(next, t->interval, now, &next);
	if (t->timer.armed || (t->rang && t->interval))
		left = next > now ? next - now : 1;
	uc_irq_restore(s);
	v->it_value = spec(left);
	v->it_interval = spec(t->interval);
}
