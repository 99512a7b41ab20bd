/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/heap.h>
#include "epoll.h"

#define HOW (EPOLLET | EPOLLONESHOT | EPOLLEXCLUSIVE | EPOLLWAKEUP)
/* What EPOLLEXCLUSIVE may be combined with (epoll_ctl(2)). */
#define EXCLUSIVE_OK (EPOLLIN | EPOLLOUT | EPOLLERR | EPOLLHUP | EPOLLET | \
		      EPOLLEXCLUSIVE | EPOLLWAKEUP)
#define NESTING 5 /* epoll files from the outermost to the innermost one */

/* An event of the object; interrupts are off. events 0: may be anything. */
static void woken(struct uc_wait *w, unsigned events)
{
	struct item *i = UC_CONTAINER(w, struct item, wait);

	if (!(events ? events & i->events : i->events))
		return;
	uc_item_queue(i);
	uc_wake(&i->ep->threads, 1, EPOLLIN);
	uc_wake(&i->ep->pollers, -1, EPOLLIN);
}

static struct item *find(struct epoll *ep, int fd, struct uc_file *f)
{
	struct item *i = (unsigned)fd < ep->size ? ep->items[fd] : NULL;

	while (i && i->file != f)
		i = i->next;
	return i;
}

static int reserve(struct epoll *ep, unsigned fd)
{
	unsigned n = ep->size ? ep->size : 16;

	if (fd < ep->size)
		return 0;
	while (n <= fd)
		n *= 2;
	struct item **p = uc_realloc(ep->items, n * sizeof *p);
	if (!p)
		return -ENOMEM;
	memset(p + ep->size, 0, (n - ep->size) * sizeof *p);
	ep->items = p;
	ep->size = n;
	return 0;
}

/* How many epoll files deep ep is, itself counted; too many if it holds top. */
static int depth(struct epoll *ep, struct epoll *top, int limit)
{
	int most = 0;

	if (ep == top || !limit)
		return NESTING + 1;
	for (unsigned fd = 0; fd < ep->size; fd++)
		for (struct item *i = ep->items[fd]; i; i = i->next) {
			struct epoll *in = uc_epoll_of(i->file);
			int d = in ? depth(in, top, limit - 1) : 0;
			most = UC_MAX(most, d);
		}
	return most + 1;
}

/* How many epoll files deep ep is in others, itself counted. */
static int height(struct epoll *ep, int limit)
{
	int most = 0;

	if (!limit)
		return NESTING + 1;
	uc_list_each(p, &ep->file->epolls) {
		struct item *i = UC_CONTAINER(p, struct item, of_file);
		int h = height(i->ep, limit - 1);
		most = UC_MAX(most, h);
	}
	return most + 1;
}

static void set(struct item *i, const struct epoll_event *ev)
{
	i->events = (ev->events & ~HOW) | EPOLLERR | EPOLLHUP;
	i->how = ev->events & HOW;
	i->data = ev->data.u64;
}

static void now_ready(struct item *i)
{
	uc_item_queue(i);
	uc_wake(&i->ep->threads, 1, EPOLLIN);
	uc_wake(&i->ep->pollers, -1, EPOLLIN);
}

static long add(struct epoll *ep, int fd, struct uc_file *f,
		const struct epoll_event *ev)
{
	struct epoll *in = uc_epoll_of(f);

	if (ev->events & EPOLLEXCLUSIVE && (ev->events & ~EXCLUSIVE_OK || in))
		return -EINVAL;
	if (in && depth(in, ep, NESTING) + height(ep, NESTING) > NESTING)
		return -ELOOP;
	if (reserve(ep, fd))
		return -ENOMEM;
	struct item *i = uc_zalloc(sizeof *i);
	if (!i)
		return -ENOMEM;
	i->wait.wake = woken;
	i->ep = ep;
	i->file = f;
	i->fd = fd;
	set(i, ev);
	i->next = ep->items[fd];
	ep->items[fd] = i;
	uc_list_append(&f->epolls, &i->of_file);
	if (uc_item_poll(i, &i->wait))
		now_ready(i);
	return 0;
}

static long modify(struct item *i, const struct epoll_event *ev)
{
	if ((ev->events | i->how) & EPOLLEXCLUSIVE)
		return -EINVAL;
	set(i, ev);
	if (uc_item_poll(i, NULL))
		now_ready(i);
	return 0;
}

static long control(struct uc_file *epf, int op, int fd, struct uc_file *f,
		    const struct epoll_event *ev)
{
	struct epoll *ep = uc_epoll_of(epf);

	if (f->flags & O_PATH)
		return -EBADF;
	if (!f->ops->poll)
		return -EPERM;
	if (!ep || f == epf)
		return -EINVAL;
	struct item *i = find(ep, fd, f);
	switch (op) {
	case EPOLL_CTL_ADD:
		return i ? -EEXIST : add(ep, fd, f, ev);
	case EPOLL_CTL_MOD:
		return i ? modify(i, ev) : -ENOENT;
	case EPOLL_CTL_DEL:
		return i ? (uc_item_free(i), 0) : -ENOENT;
	}
	return -EINVAL;
}

UC_SYSCALL(epoll_ctl, int epfd, int op, int fd, struct epoll_event *user)
{
	struct epoll_event ev = {0};
	long r = -EBADF;

	if (op != EPOLL_CTL_DEL && uc_copy_in(&ev, user, sizeof ev))
		return -EFAULT;
	struct uc_file *epf = uc_fd_get(epfd), *f = uc_fd_get(fd);
	if (epf && f)
		r = control(epf, op, fd, f, &ev);
	if (epf)
		uc_file_put(epf);
	if (f)
		uc_file_put(f);
	return r;
}
