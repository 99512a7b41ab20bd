/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A raw terminal: bytes go through as they are, and the line discipline that
 * TCGETS describes (none) is the only one there is.
 */
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <uc/syscall.h>
#include "internal.h"

/* The layout of TCGETS: asm-generic/termbits.h. */
struct termbits {
	uint32_t iflag, oflag, cflag, lflag;
	uint8_t line, cc[19];
};
#define CFLAG_38400_8BIT_READ 0xbf /* B38400 | CS8 | CREAD */
#define CC_VMIN 6

#define CONFIG_COLUMNS 0
#define CONFIG_ROWS    2

static bool readable(struct console *c)
{
	return *(volatile unsigned *)&c->count || uc_virtio_broken(c->virtio);
}

static bool writable(struct console *c)
{
	return !*(volatile bool *)&c->sending || uc_virtio_broken(c->virtio);
}

/* Takes from the oldest buffer; an empty one goes back to the device. */
static int take(struct console *c, struct uc_iov *iov)
{
	size_t n = UC_MIN(iov->total, (size_t)c->full[c->first].len);
	char *p = c->full[c->first].data;
	unsigned long f;

	if (uc_iov_to(iov, p, n))
		return -EFAULT;
	c->full[c->first].data += n;
	c->full[c->first].len -= n;
	if (c->full[c->first].len)
		return n;
	f = uc_irq_save();
	c->first = (c->first + 1) % BUFFERS;
	c->count--;
	uc_hvc_post(c, c->in + UC_ALIGN_DOWN(p - c->in, (ptrdiff_t)BUFFER));
	uc_virtq_kick(c->rx);
	uc_irq_restore(f);
	return n;
}

static ssize_t hvc_read(struct uc_file *f, struct uc_iov *iov, off_t *off)
{
	struct console *c = f->data;
	ssize_t done = 0;

	(void)off;
	if (!iov->total)
		return 0;
	while (!c->count) {
		if (uc_virtio_broken(c->virtio))
			return -EIO;
		if (f->flags & O_NONBLOCK)
			return -EAGAIN;
		if (uc_wait_until(&c->q, readable(c), UINT64_MAX, true))
			return -UC_ERESTART;
	}
	while (iov->total && c->count) {
		int n = take(c, iov);

		if (n < 0)
			return done ? done : n;
		done += n;
	}
	return done;
}

/* Hands n bytes of c->out, which is free, to the device. */
static int send(struct console *c, size_t n)
{
	struct uc_sg sg = {uc_phys(c->out), n};
	unsigned long f = uc_irq_save();
	int r = uc_virtq_add(c->tx, &sg, 1, 0, c->out);

	if (!r) {
		c->sending = true;
		uc_virtq_kick(c->tx);
	}
	uc_irq_restore(f);
	return r ? -EIO : 0;
}

static int drain(struct console *c)
{
	return uc_wait_until(&c->q, writable(c), UINT64_MAX, true);
}

static ssize_t hvc_write(struct uc_file *f, struct uc_iov *iov, off_t *off)
{
	struct console *c = f->data;
	ssize_t done = 0;

	(void)off;
	while (iov->total) {
		size_t n = UC_MIN(iov->total, UC_PAGE_SIZE);
		int r;

		if (!writable(c) && f->flags & O_NONBLOCK)
			return done ? done : -EAGAIN;
		if (drain(c))
			return done ? done : -UC_ERESTART;
		if (uc_iov_from(iov, c->out, n))
			return done ? done : -EFAULT;
		r = send(c, n);
		if (r)
			return done ? done : r;
		done += n;
	}
	/* so that it is out before the machine may be */
	if (!(f->flags & O_NONBLOCK))
		drain(c);
	return done;
}

static int hvc_sync(struct uc_file *f)
{
	return drain(f->data);
}

static unsigned hvc_poll(struct uc_file *f, struct uc_wait *w)
{
	struct console *c = f->data;
	unsigned bits = 0;

	if (w)
		uc_wait_add(&c->q, w);
	if (readable(c))
		bits |= EPOLLIN | EPOLLRDNORM;
	if (writable(c))
		bits |= EPOLLOUT | EPOLLWRNORM;
	return uc_virtio_broken(c->virtio) ? bits | EPOLLERR | EPOLLHUP : bits;
}

static long get_attributes(void *to)
{
	struct termbits t = {.cflag = CFLAG_38400_8BIT_READ, .cc = {[CC_VMIN] = 1}};

	return uc_copy_out(to, &t, sizeof t);
}

/* What would need a line discipline is refused. */
static long set_attributes(const void *from)
{
	struct termbits t;

	if (uc_copy_in(&t, from, sizeof t))
		return -EFAULT;
	return t.iflag || t.oflag || t.lflag ? -EINVAL : 0;
}

static long window(struct console *c, void *to)
{
	struct winsize w = {.ws_row = 24, .ws_col = 80};

	if (c->sized) {
		w.ws_col = uc_virtio_config16(c->virtio, CONFIG_COLUMNS);
		w.ws_row = uc_virtio_config16(c->virtio, CONFIG_ROWS);
	}
	return uc_copy_out(to, &w, sizeof w);
}

static long waiting(struct console *c, void *to)
{
	unsigned long f = uc_irq_save();
	int n = 0;

	for (unsigned i = 0; i < c->count; i++)
		n += c->full[(c->first + i) % BUFFERS].len;
	uc_irq_restore(f);
	return uc_copy_out(to, &n, sizeof n);
}

static long hvc_ioctl(struct uc_file *f, unsigned long req, long arg)
{
	switch (req) {
	case TCGETS:
		return get_attributes((void *)arg);
	case TCSETS:
	case TCSETSW:
	case TCSETSF:
		return set_attributes((void *)arg);
	case TCSBRK: /* tcdrain */
		return drain(f->data);
	case TIOCGWINSZ:
		return window(f->data, (void *)arg);
	case FIONREAD:
		return waiting(f->data, (void *)arg);
	}
	return -ENOTTY;
}

const struct uc_file_ops uc_hvc_ops = {
	.read = hvc_read,
	.write = hvc_write,
	.ioctl = hvc_ioctl,
	.stat = uc_vnode_file_stat,
	.poll = hvc_poll,
	.sync = hvc_sync,
};
