/* SPDX-License-Identifier: BSD-3-Clause */
#include "epoll.h"

#define BATCH 32

static struct item *take_first(struct epoll *ep)
{
	unsigned long f = uc_irq_save();
	struct item *i = UC_CONTAINER(ep->ready.next, struct item, ready);

	uc_list_remove(&i->ready);
	i->queued = false;
	uc_irq_restore(f);
	return i;
}

/* Up to max events into the application's array: how many, or -EFAULT. Looks
 * at each ready item once; what stays ready goes to the end. */
static long collect(struct epoll *ep, struct epoll_event *user, int max)
{
	struct uc_list *last = ep->ready.prev;
	struct epoll_event out[BATCH];
	int n = 0, batch = 0;
	bool end = uc_list_empty(&ep->ready);

	while (!end && n + batch < max) {
		struct item *i;

		end = ep->ready.next == last;
		i = take_first(ep);
		uint32_t events = uc_item_poll(i, NULL);
		if (!events)
			continue;
		out[batch].events = events;
		out[batch++].data.u64 = i->data;
		if (i->how & EPOLLONESHOT)
			i->events = 0;
		else if (!(i->how & EPOLLET))
			uc_item_queue(i);
		if (batch == BATCH) {
			if (uc_copy_out(user + n, out, sizeof out))
				return -EFAULT;
			n += batch;
			batch = 0;
		}
	}
	if (batch && uc_copy_out(user + n, out, batch * sizeof *out))
		return -EFAULT;
	return n + batch;
}

static long wait(struct epoll *ep, struct epoll_event *user, int max,
		 uint64_t timeout)
{
	struct uc_wait w = {.thread = uc_current};
	uint64_t deadline;
	long n;
	int r = 0;

	n = collect(ep, user, max);
	if (!n && uc_poll_idle && uc_poll_idle())
		n = collect(ep, user, max);
	if (n || !timeout)
		return n;
	deadline = timeout == UINT64_MAX ? timeout : uc_poll_deadline(timeout);
	uc_wait_add(&ep->threads, &w);
	do {
		if (uc_list_empty(&ep->ready))
			r = uc_sleep(deadline, true);
		n = collect(ep, user, max);
		if (!n && !r && uc_poll_idle && uc_poll_idle())
			n = collect(ep, user, max);
	} while (!n && !r);
	uc_wait_remove(&w);
	/* one wake-up, one thread: another may find the rest */
	if (!uc_list_empty(&ep->ready))
		uc_wake(&ep->threads, 1, EPOLLIN);
	return n || r == -ETIMEDOUT ? n : r;
}

long uc_epoll_wait(int fd, struct epoll_event *user, int max, uint64_t timeout)
{
	long r = -EINVAL;

	if (max <= 0 || max > INT32_MAX / (int)sizeof *user)
		return -EINVAL;
	struct uc_file *f = uc_fd_get(fd);
	if (!f)
		return -EBADF;
	struct epoll *ep = uc_epoll_of(f);
	if (ep)
		r = wait(ep, user, max, timeout);
	uc_file_put(f);
	return r;
}
