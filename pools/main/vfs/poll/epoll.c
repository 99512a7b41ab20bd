/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/heap.h>
#include "epoll.h"

unsigned uc_console_poll(struct uc_file *f, struct uc_wait *w);
UC_LINK(uc_console_poll);

void uc_item_queue(struct item *i)
{
	unsigned long f = uc_irq_save();

	if (!i->queued) {
		i->queued = true;
		uc_list_append(&i->ep->ready, &i->ready);
	}
	uc_irq_restore(f);
}

void uc_item_free(struct item *i)
{
	struct item **p = i->ep->items + i->fd;

	while (*p != i)
		p = &(*p)->next;
	*p = i->next;
	uc_wait_remove(&i->wait);
	unsigned long f = uc_irq_save();
	if (i->queued)
		uc_list_remove(&i->ready);
	uc_irq_restore(f);
	uc_list_remove(&i->of_file);
	uc_free(i);
}

void uc_epoll_forget(struct uc_file *f);
void uc_epoll_forget(struct uc_file *f)
{
	while (!uc_list_empty(&f->epolls))
		uc_item_free(UC_CONTAINER(f->epolls.next, struct item, of_file));
}

/* Whether something can be reported; forgets what no longer holds. */
static unsigned epoll_poll(struct uc_file *f, struct uc_wait *w)
{
	struct epoll *ep = f->data;

	if (w)
		uc_wait_add(&ep->pollers, w);
	while (!uc_list_empty(&ep->ready)) {
		struct item *i = UC_CONTAINER(ep->ready.next, struct item, ready);
		unsigned long s = uc_irq_save();
		uc_list_remove(&i->ready);
		i->queued = false;
		uc_irq_restore(s);
		if (uc_item_poll(i, NULL)) {
			/* to the front again: the order is kept */
			s = uc_irq_save();
			if (!i->queued)
				uc_list_push(&ep->ready, &i->ready);
			i->queued = true;
			uc_irq_restore(s);
			return EPOLLIN | EPOLLRDNORM;
		}
	}
	return 0;
}

static void epoll_release(struct uc_file *f)
{
	struct epoll *ep = f->data;

	for (unsigned i = 0; i < ep->size; i++)
		while (ep->items[i])
			uc_item_free(ep->items[i]);
	uc_free(ep->items);
	uc_free(ep);
}

static const struct uc_file_ops epoll_ops = {
	.stat = uc_anon_stat,
	.poll = epoll_poll,
	.release = epoll_release,
};

struct epoll *uc_epoll_of(struct uc_file *f)
{
	return f->ops == &epoll_ops ? f->data : NULL;
}

long uc_epoll_new(int flags)
{
	struct epoll *ep = uc_zalloc(sizeof *ep);
	struct uc_file *f = ep ? uc_file_new(&epoll_ops, O_RDWR, ep) : NULL;

	if (!f) {
		uc_free(ep);
		return -ENOMEM;
	}
	f->kind = "anon_inode:[eventpoll]";
	ep->file = f;
	uc_list_init(&ep->ready);
	uc_waitq_init(&ep->threads);
	uc_waitq_init(&ep->pollers);
	int fd = uc_fd_install(f, 0, flags & EPOLL_CLOEXEC);
	if (fd < 0)
		uc_file_put(f);
	return fd;
}
