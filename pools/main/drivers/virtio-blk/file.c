/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The disk as a file of bytes. There is no cache: what is read comes from the
 * device, what is written is there when the call returns, and fsync makes the
 * device's own cache permanent.
 */
#include <sys/mount.h>
#include <uc/page.h>
#include "internal.h"

/* A run of whole blocks on its way through pages of ours. */
struct span {
	struct uc_sg sg[SEGMENTS];
	void *page[SEGMENTS];
	unsigned pages;
	uint64_t start; /* bytes from the disk's beginning */
	size_t len;
};

/* Pages for at most n bytes; fewer when memory is short. */
static bool span_init(struct blk *b, struct span *s, uint64_t n)
{
	unsigned want = UC_MIN((n + 2 * b->block + UC_PAGE_SIZE - 1) / UC_PAGE_SIZE,
			       (uint64_t)b->segments);

	for (s->pages = 0; s->pages < want; s->pages++) {
		s->page[s->pages] = uc_page_alloc(0);
		if (!s->page[s->pages])
			break;
	}
	return s->pages;
}

static void span_done(struct span *s)
{
	while (s->pages)
		uc_page_free(s->page[--s->pages], 0);
}

/* Lays the span over the n bytes at pos, as far as the pages go. Returns how
 * many of them it holds. */
static size_t span_at(struct blk *b, struct span *s, uint64_t pos, uint64_t n)
{
	uint64_t end = UC_ALIGN_UP(pos + n, b->block);

	s->start = UC_ALIGN_DOWN(pos, b->block);
	s->len = UC_MIN(end - s->start, s->pages * UC_PAGE_SIZE);
	return UC_MIN(n, s->start + s->len - pos);
}

static int span_move(struct blk *b, struct span *s, unsigned type)
{
	unsigned n = 0;

	for (size_t at = 0; at < s->len; at += UC_PAGE_SIZE, n++)
		s->sg[n] = (struct uc_sg){uc_phys(s->page[n]),
					  UC_MIN(s->len - at, UC_PAGE_SIZE)};
	return uc_blk_request(b, type, s->start / SECTOR, s->sg, n);
}

/* Between the span, from byte at on, and the application's buffers. */
static int span_copy(struct span *s, size_t at, struct uc_iov *iov, size_t n, bool in)
{
	while (n) {
		char *p = (char *)s->page[at / UC_PAGE_SIZE] + at % UC_PAGE_SIZE;
		size_t k = UC_MIN(n, UC_PAGE_SIZE - at % UC_PAGE_SIZE);
		int e = in ? uc_iov_from(iov, p, k) : uc_iov_to(iov, p, k);

		if (e)
			return e;
		at += k;
		n -= k;
	}
	return 0;
}

static int read_some(struct blk *b, struct span *s, uint64_t pos, struct uc_iov *iov, size_t n)
{
	int e = span_move(b, s, BLK_IN);

	return e ? e : span_copy(s, pos - s->start, iov, n, false);
}

/* Blocks that are only partly written are read first. */
static int write_some(struct blk *b, struct span *s, uint64_t pos, struct uc_iov *iov, size_t n)
{
	int e = n < s->len ? span_move(b, s, BLK_IN) : 0;

	if (!e)
		e = span_copy(s, pos - s->start, iov, n, true);
	return e ? e : span_move(b, s, BLK_OUT);
}

static ssize_t transfer(struct blk *b, struct uc_iov *iov, off_t *off, bool write)
{
	uint64_t size = b->node.size;
	ssize_t done = 0;
	struct span s;
	int e = 0;

	if ((uint64_t)*off >= size || !iov->total)
		return write && iov->total ? -ENOSPC : 0;
	if (!span_init(b, &s, UC_MIN(iov->total, size - *off)))
		return -ENOMEM;
	while (iov->total && (uint64_t)*off < size && !e) {
		size_t n = span_at(b, &s, *off, UC_MIN(iov->total, size - *off));

		e = (write ? write_some : read_some)(b, &s, *off, iov, n);
		if (!e) {
			*off += n;
			done += n;
		}
	}
	span_done(&s);
	return done ? done : e;
}

static ssize_t blk_read(struct uc_file *f, struct uc_iov *iov, off_t *off)
{
	return transfer(f->data, iov, off, false);
}

static int flush(struct blk *b)
{
	return b->flush ? uc_blk_request(b, BLK_FLUSH, 0, NULL, 0) : 0;
}

static ssize_t blk_write(struct uc_file *f, struct uc_iov *iov, off_t *off)
{
	struct blk *b = f->data;
	ssize_t r;
	int e;

	/* one at a time, for the sake of blocks that two write parts of */
	uc_mutex_lock(&b->writing);
	r = transfer(b, iov, off, true);
	uc_mutex_unlock(&b->writing);
	if (r <= 0 || !(f->flags & O_DSYNC))
		return r;
	e = flush(b);
	return e ? e : r;
}

static int blk_sync(struct uc_file *f)
{
	return flush(f->data);
}

static off_t blk_seek(struct uc_file *f, off_t off, int whence)
{
	struct blk *b = f->data;

	return uc_file_seek(f, off, whence, b->node.size);
}

static long out(long to, uint64_t v, size_t n)
{
	return uc_copy_out((void *)to, &v, n); /* the low bytes come first */
}

static long blk_ioctl(struct uc_file *f, unsigned long req, long arg)
{
	struct blk *b = f->data;

	switch (req) {
	case BLKGETSIZE64:
		return out(arg, b->node.size, 8);
	case BLKGETSIZE:
		return out(arg, b->node.size / SECTOR, 8);
	case BLKSSZGET:
	case BLKBSZGET:
		return out(arg, b->block, 4);
	case BLKROGET:
		return out(arg, b->readonly, 4);
	case BLKFLSBUF:
		return flush(b);
	}
	return -ENOTTY;
}

const struct uc_file_ops uc_blk_ops = {
	.read = blk_read,
	.write = blk_write,
	.seek = blk_seek,
	.ioctl = blk_ioctl,
	.stat = uc_vnode_file_stat,
	.sync = blk_sync,
};

int uc_blk_open(struct uc_device *d, struct uc_file *f)
{
	struct blk *b = d->data;

	return b->readonly && uc_file_writable(f) ? -EACCES : 0;
}
