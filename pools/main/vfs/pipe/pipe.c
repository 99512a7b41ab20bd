/* SPDX-License-Identifier: BSD-3-Clause */
#include <limits.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <uc/heap.h>
#include <uc/page.h>
#include <uc/signal.h>
#include <uc/syscall.h>
#include <uc/vfs.h>
#include "internal.h"

#define CAPACITY 16 /* pages: 64 KiB, pipe(7) */

struct pipe *uc_pipe_new(void)
{
	struct pipe *p = uc_zalloc(sizeof *p);

	if (!p)
		return NULL;
	p->pages = CAPACITY;
	p->page = uc_calloc(p->pages, sizeof *p->page);
	if (!p->page) {
		uc_free(p);
		return NULL;
	}
	uc_waitq_init(&p->q);
	uc_list_init(&p->all);
	return p;
}

void uc_pipe_free(struct pipe *p)
{
	for (unsigned i = 0; i < p->pages; i++)
		if (p->page[i])
			uc_page_free(p->page[i], 0);
	uc_free(p->page);
	uc_list_remove(&p->all);
	uc_free(p);
}

void uc_pipe_attach(struct pipe *p, const struct uc_file *f)
{
	p->readers += uc_file_readable(f);
	p->writers += uc_file_writable(f);
	p->opened[0] += uc_file_readable(f);
	p->opened[1] += uc_file_writable(f);
}

static void **slot(struct pipe *p, uint64_t at)
{
	return p->page + (at / UC_PAGE_SIZE & (p->pages - 1));
}

static size_t in_page(uint64_t at, size_t n)
{
	return UC_MIN(n, UC_PAGE_SIZE - at % UC_PAGE_SIZE);
}

static ssize_t take(struct pipe *p, struct uc_iov *iov)
{
	ssize_t done = 0;

	while (iov->total && uc_pipe_used(p)) {
		size_t n = in_page(p->tail, UC_MIN(iov->total, uc_pipe_used(p)));
		char *page = *slot(p, p->tail);

		if (uc_iov_to(iov, page + p->tail % UC_PAGE_SIZE, n))
			return done ? done : -EFAULT;
		uint64_t old = p->tail;
		p->tail += n;
		done += n;
		/* one page is kept for what comes next */
		if (p->tail % UC_PAGE_SIZE == 0 && uc_pipe_used(p)) {
			uc_page_free(page, 0);
			*slot(p, old) = NULL;
		}
	}
	if (p->head == p->tail) {
		/* empty: the next byte goes to the start of the same page */
		void *page = *slot(p, p->tail - 1);
		*slot(p, p->tail - 1) = NULL;
		p->head = p->tail = 0;
		if (*slot(p, 0))
			uc_page_free(*slot(p, 0), 0);
		*slot(p, 0) = page;
	}
	return done;
}

static ssize_t put(struct pipe *p, struct uc_iov *iov, size_t most)
{
	ssize_t done = 0;

	most = UC_MIN(most, uc_pipe_room(p));
	while (most) {
		size_t n = in_page(p->head, most);
		void **page = slot(p, p->head);

		if (!*page && !(*page = uc_page_alloc(0)))
			return done ? done : -ENOMEM;
		if (uc_iov_from(iov, (char *)*page + p->head % UC_PAGE_SIZE, n))
			return done ? done : -EFAULT;
		p->head += n;
		most -= n;
		done += n;
	}
	return done;
}

static ssize_t pipe_read(struct uc_file *f, struct uc_iov *iov, off_t *off)
{
	struct pipe *p = f->data;

	(void)off;
	if (!iov->total)
		return 0;
	if (!uc_pipe_used(p)) {
		if (!p->writers)
			return 0;
		if (f->flags & O_NONBLOCK)
			return -EAGAIN;
		if (uc_wait_until(&p->q, uc_pipe_used(p) || !p->writers,
				  UINT64_MAX, true))
			return -UC_ERESTART;
	}
	ssize_t n = take(p, iov);
	if (n > 0)
		uc_file_wake(&p->q, EPOLLOUT | EPOLLWRNORM);
	return n;
}

static ssize_t broken(ssize_t done)
{
	uc_signal_send(uc_current, SIGPIPE, NULL);
	return done ? done : -EPIPE;
}

static ssize_t pipe_write(struct uc_file *f, struct uc_iov *iov, off_t *off)
{
	struct pipe *p = f->data;
	ssize_t done = 0, n;
	/* so much at once or not at all (pipe(7), "PIPE_BUF") */
	size_t need = iov->total <= PIPE_BUF ? iov->total : 1;

	(void)off;
	while (iov->total) {
		if (!p->readers)
			return broken(done);
		if (uc_pipe_room(p) < need) {
			if (f->flags & O_NONBLOCK)
				return done ? done : -EAGAIN;
			if (uc_wait_until(&p->q,
					  uc_pipe_room(p) >= need || !p->readers,
					  UINT64_MAX, true))
				return done ? done : -UC_ERESTART;
			continue;
		}
		n = put(p, iov, iov->total);
		if (n < 0)
			return done ? done : n;
		done += n;
		uc_file_wake(&p->q, EPOLLIN | EPOLLRDNORM);
	}
	return done;
}

static unsigned pipe_poll(struct uc_file *f, struct uc_wait *w)
{
	struct pipe *p = f->data;
	unsigned events = 0;

	if (w)
		uc_wait_add(&p->q, w);
	if (uc_file_readable(f)) {
		if (uc_pipe_used(p))
			events |= EPOLLIN | EPOLLRDNORM;
		/* a FIFO that no writer has opened since is merely quiet */
		if (!p->writers && (uint64_t)f->pos != p->opened[1])
			events |= EPOLLHUP;
	}
	if (uc_file_writable(f)) {
		if (uc_pipe_room(p) >= PIPE_BUF)
			events |= EPOLLOUT | EPOLLWRNORM;
		if (!p->readers)
			events |= EPOLLERR;
	}
	return events;
}

static long pipe_ioctl(struct uc_file *f, unsigned long req, long arg)
{
	int n = uc_pipe_used(f->data);

	return req == FIONREAD ? uc_copy_out((int *)arg, &n, sizeof n) : -ENOTTY;
}

static int pipe_stat(struct uc_file *f, struct stat *st)
{
	if (f->vnode)
		return uc_vnode_file_stat(f, st);
	uc_anon_stat(f, st);
	st->st_mode |= S_IFIFO;
	st->st_ino = (uintptr_t)f->data >> 4 & 0x7fffffff;
	return 0;
}

static void pipe_release(struct uc_file *f)
{
	struct pipe *p = f->data;

	p->readers -= uc_file_readable(f);
	p->writers -= uc_file_writable(f);
	if (!p->readers && !p->writers) {
		uc_pipe_free(p);
		return;
	}
	/* the other end sees its end or an error */
	uc_file_wake(&p->q, EPOLLHUP | EPOLLERR | EPOLLIN | EPOLLOUT);
}

const struct uc_file_ops uc_pipe_ops = {
	.read = pipe_read,
	.write = pipe_write,
	.ioctl = pipe_ioctl,
	.stat = pipe_stat,
	.poll = pipe_poll,
	.release = pipe_release,
};

/* A change of the capacity: F_SETPIPE_SZ rounds up to a power of two. */
static long resize(struct pipe *p, unsigned long bytes)
{
	unsigned n = 1;

	if (bytes > 1 << 20)
		return bytes > 1u << 31 ? -EINVAL : -EPERM;
	while (n * UC_PAGE_SIZE < bytes)
		n *= 2;
	if (n * UC_PAGE_SIZE < uc_pipe_held(p))
		return -EBUSY;
	void **page = uc_calloc(n, sizeof *page);
	if (!page)
		return -ENOMEM;
	uint64_t first = p->tail / UC_PAGE_SIZE;
	for (unsigned i = 0; i < p->pages; i++) {
		void **from = p->page + ((first + i) & (p->pages - 1));
		if (i < n)
			page[(first + i) & (n - 1)] = *from;
		else if (*from)
			uc_page_free(*from, 0);
	}
	uc_free(p->page);
	p->page = page;
	p->pages = n;
	uc_file_wake(&p->q, EPOLLOUT);
	return n * UC_PAGE_SIZE;
}

long uc_pipe_fcntl(struct uc_file *f, int cmd, long arg);
long uc_pipe_fcntl(struct uc_file *f, int cmd, long arg)
{
	if (f->ops != &uc_pipe_ops)
		return -EBADF;
	struct pipe *p = f->data;
	return cmd == F_SETPIPE_SZ ? resize(p, (unsigned)arg)
				   : (long)(p->pages * UC_PAGE_SIZE);
}
