/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The disk as a file of bytes. There is no cache: what is read comes from the
 * device, what is written is there when the call returns, and fsync makes the
 * device's own cache permanent.
 */
#include <sys/mount.h>
#include "internal.h"

#ifndef BLKDISCARD
#define BLKDISCARD _IO(0x12, 119) /* linux/fs.h */
#endif

/* A run of whole blocks on its way through the disk's pages. */
struct span {
	struct uc_block_page *page[UC_BLOCK_PAGES];
	unsigned pages;
	uint64_t start; /* bytes from the disk's beginning */
	size_t len;
};

/* Pages for at most n bytes; fewer when memory is short. */
static bool span_init(struct uc_block *b, struct span *s, uint64_t n)
{
	unsigned want = UC_MIN((n + 2 * b->block + UC_PAGE_SIZE - 1) / UC_PAGE_SIZE,
			       (uint64_t)b->pages);

	for (s->pages = 0; s->pages < want; s->pages++) {
		s->page[s->pages] = uc_block_page_get(b);
		if (!s->page[s->pages])
			break;
	}
	return s->pages;
}

static void span_done(struct uc_block *b, struct span *s)
{
	while (s->pages)
		uc_block_page_put(b, s->page[--s->pages]);
}

/* Lays the span over the n bytes at pos, as far as the pages go. Returns how
 * many of them it holds. */
static size_t span_at(struct uc_block *b, struct span *s, uint64_t pos, uint64_t n)
{
	uint64_t end = UC_ALIGN_UP(pos + n, b->block);

	s->start = UC_ALIGN_DOWN(pos, b->block);
	s->len = UC_MIN(end - s->start, s->pages * UC_PAGE_SIZE);
	return UC_MIN(n, s->start + s->len - pos);
}

static int span_move(struct uc_block *b, struct span *s, bool write)
{
	return b->ops->move(b, write, s->start / UC_BLOCK_SECTOR, s->page, s->len);
}

/* Between the span, from byte at on, and the application's buffers. */
static int span_copy(struct span *s, size_t at, struct uc_iov *iov, size_t n, bool in)
{
	while (n) {
		char *p = (char *)s->page[at / UC_PAGE_SIZE]->data + at % UC_PAGE_SIZE;
		size_t k = UC_MIN(n, UC_PAGE_SIZE - at % UC_PAGE_SIZE);
		int e = in ? uc_iov_from(iov, p, k) : uc_iov_to(iov, p, k);

		if (e)
			return e;
		at += k;
		n -= k;
	}
	return 0;
}

static int read_some(struct uc_block *b, struct span *s, uint64_t pos, struct uc_iov *iov, size_t n)
{
	int e = span_move(b, s, false);

	return e ? e : span_copy(s, pos - s->start, iov, n, false);
}

/* Blocks that are only partly written are read first. */
static int write_some(struct uc_block *b, struct span *s, uint64_t pos, struct uc_iov *iov, size_t n)
{
	int e = n < s->len ? span_move(b, s, false) : 0;

	if (!e)
		e = span_copy(s, pos - s->start, iov, n, true);
	return e ? e : span_move(b, s, true);
}

static ssize_t transfer(struct uc_block *b, struct uc_iov *iov, off_t *off, bool write)
{
	uint64_t size = b->size;
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
	span_done(b, &s);
	return done ? done : e;
}

static ssize_t blk_read(struct uc_file *f, struct uc_iov *iov, off_t *off)
{
	return transfer(f->data, iov, off, false);
}

static int flush(struct uc_block *b)
{
	return b->ops->flush ? b->ops->flush(b) : 0;
}

static ssize_t blk_write(struct uc_file *f, struct uc_iov *iov, off_t *off)
{
	struct uc_block *b = f->data;
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
	struct uc_block *b = f->data;

	return uc_file_seek(f, off, whence, b->size);
}

static long out(long to, uint64_t v, size_t n)
{
	return uc_copy_out((void *)to, &v, n); /* the low bytes come first */
}

/* The range is two numbers, of bytes. */
static long discard(struct uc_file *f, const void *arg)
{
	struct uc_block *b = f->data;
	uint64_t range[2];

	if (!uc_file_writable(f))
		return -EBADF;
	if (!b->ops->discard)
		return -EOPNOTSUPP;
	if (uc_copy_in(range, arg, sizeof range))
		return -EFAULT;
	if ((range[0] | range[1]) & (b->block - 1) || !range[1] || range[0] > b->size ||
	    range[1] > b->size - range[0])
		return -EINVAL;
	return b->ops->discard(b, range[0] / UC_BLOCK_SECTOR, range[1] / UC_BLOCK_SECTOR);
}

static long blk_ioctl(struct uc_file *f, unsigned long req, long arg)
{
	struct uc_block *b = f->data;

	switch (req) {
	case BLKGETSIZE64:
		return out(arg, b->size, 8);
	case BLKGETSIZE:
		return out(arg, b->size / UC_BLOCK_SECTOR, 8);
	case BLKSSZGET:
	case BLKBSZGET:
		return out(arg, b->block, 4);
	case BLKROGET:
		return out(arg, b->readonly, 4);
	case BLKFLSBUF:
		return flush(b);
	case BLKDISCARD:
		return discard(f, (void *)arg);
	}
	return -ENOTTY;
}

static const struct uc_file_ops file_ops = {
	.read = blk_read,
	.write = blk_write,
	.seek = blk_seek,
	.ioctl = blk_ioctl,
	.stat = uc_vnode_file_stat,
	.sync = blk_sync,
};

static int blk_open(struct uc_device *d, struct uc_file *f)
{
	struct uc_block *b = d->data;

	return b->readonly && uc_file_writable(f) ? -EACCES : 0;
}

void uc_block_add(struct uc_block *b)
{
	uc_assert(b->pages && b->pages <= UC_BLOCK_PAGES);
	uc_waitq_init(&b->writing.q);
	b->node = (struct uc_device){
		.name = b->name, .mode = S_IFBLK | 0660, .rdev = b->rdev, .ops = &file_ops,
		.open = blk_open, .data = b, .size = b->size,
	};
	uc_device_add(&b->node);
}

bool uc_block_valid(uint64_t block, uint64_t sectors)
{
	return block >= UC_BLOCK_SECTOR && block <= UC_PAGE_SIZE && !(block & (block - 1)) &&
	       sectors <= INT64_MAX / UC_BLOCK_SECTOR;
}
