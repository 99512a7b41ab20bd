/* SPDX-License-Identifier: BSD-3-Clause */
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <uc/file.h>
#include <uc/heap.h>
#include <uc/syscall.h>
#include "eventfd.h"

#define MOST (UINT64_MAX - 1)

struct event {
	struct uc_waitq q;
	uint64_t count;
	bool semaphore;
};

static ssize_t event_read(struct uc_file *f, struct uc_iov *iov, off_t *off)
{
	struct event *e = f->data;

	(void)off;
	if (iov->total < sizeof e->count)
		return -EINVAL;
	if (!e->count && f->flags & O_NONBLOCK)
		return -EAGAIN;
	if (uc_wait_until(&e->q, e->count, UINT64_MAX, true))
		return -UC_ERESTART;
	uint64_t n = e->semaphore ? 1 : e->count;
	e->count -= n;
	uc_file_wake(&e->q, EPOLLOUT);
	return uc_iov_to(iov, &n, sizeof n) ? -EFAULT : (ssize_t)sizeof n;
}

static ssize_t event_write(struct uc_file *f, struct uc_iov *iov, off_t *off)
{
	struct event *e = f->data;
	uint64_t n;

	(void)off;
	if (iov->total < sizeof n)
		return -EINVAL;
	if (uc_iov_from(iov, &n, sizeof n))
		return -EFAULT;
	if (n == UINT64_MAX)
		return -EINVAL;
	if (n > MOST - e->count && f->flags & O_NONBLOCK)
		return -EAGAIN;
	if (uc_wait_until(&e->q, n <= MOST - e->count, UINT64_MAX, true))
		return -UC_ERESTART;
	e->count += n;
	if (n)
		uc_file_wake(&e->q, EPOLLIN);
	return sizeof n;
}

static unsigned event_poll(struct uc_file *f, struct uc_wait *w)
{
	struct event *e = f->data;

	if (w)
		uc_wait_add(&e->q, w);
	return (e->count ? EPOLLIN : 0) | (e->count < MOST ? EPOLLOUT : 0);
}

static void event_release(struct uc_file *f)
{
	uc_free(f->data);
}

static const struct uc_file_ops event_ops = {
	.read = event_read,
	.write = event_write,
	.poll = event_poll,
	.stat = uc_anon_stat,
	.release = event_release,
};

long uc_eventfd_new(unsigned value, int flags)
{
	if (flags & ~(EFD_CLOEXEC | EFD_NONBLOCK | EFD_SEMAPHORE))
		return -EINVAL;
	struct event *e = uc_zalloc(sizeof *e);
	struct uc_file *f =
		e ? uc_file_new(&event_ops, O_RDWR | (flags & EFD_NONBLOCK), e)
		  : NULL;
	if (!f) {
		uc_free(e);
		return -ENOMEM;
	}
	uc_waitq_init(&e->q);
	e->count = value;
	e->semaphore = flags & EFD_SEMAPHORE;
	f->kind = "anon_inode:[eventfd]";
	int fd = uc_fd_install(f, 0, flags & EFD_CLOEXEC);
	if (fd < 0)
		uc_file_put(f);
	return fd;
}
