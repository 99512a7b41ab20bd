/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_EPOLL_INTERNAL_H
#define UC_EPOLL_INTERNAL_H
#include "internal.h"

struct epoll;
/* A registration: of one descriptor's open file, which it does not keep open.
 * It is on the ready list when an event came that was not reported yet. */
struct item {
	struct uc_wait wait;
	struct uc_list ready;
	struct uc_list of_file; /* uc_file.epolls */
	struct item *next;      /* another file under the same number */
	struct epoll *ep;
	struct uc_file *file;
	int fd;
	uint32_t events;        /* what to report; 0 while EPOLLONESHOT sleeps */
	uint32_t how;           /* EPOLLET, EPOLLONESHOT, EPOLLEXCLUSIVE */
	uint64_t data;
	bool queued;
};
struct epoll {
	struct uc_file *file;    /* its own, not a reference */
	struct uc_list ready;
	struct uc_waitq threads; /* in epoll_wait: one is woken */
	struct uc_waitq pollers; /* of the epoll file itself: all are */
	struct item **items;     /* by descriptor */
	unsigned size;
};

/* NULL: not an epoll file */
struct epoll *uc_epoll_of(struct uc_file *f);
long uc_epoll_new(int flags);
void uc_item_queue(struct item *i);
/* What holds of the item now. w: joins. */
static inline uint32_t uc_item_poll(struct item *i, struct uc_wait *w)
{
	return uc_file_poll(i->file, w) & i->events;
}
void uc_item_free(struct item *i);
long uc_epoll_wait(int fd, struct epoll_event *user, int max, uint64_t timeout);
#endif
