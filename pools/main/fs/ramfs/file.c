/* SPDX-License-Identifier: BSD-3-Clause */
/* Regular files. */
#include <uc/page.h>
#include <uc/timer.h>
#include "internal.h"

/* Longest stretch between two chances for other threads. */
#define STRETCH (256 * 1024)

static const char zeros[512];

static struct data *data_of(struct uc_file *f)
{
	return &uc_inode(f->vnode)->data;
}

/* Memory that holds the bytes at off, and how many follow there; NULL: a hole.
 * off < size. */
static const char *memory(struct data *d, uint64_t off, size_t *n)
{
	size_t o = off % UC_PAGE_SIZE;
	char *page = uc_data_page(d, off / UC_PAGE_SIZE);

	*n = UC_MIN(UC_PAGE_SIZE - o, d->size - off);
	if (page)
		return page + o;
	if (off >= d->base_len)
		return NULL;
	*n = d->root ? UC_MIN(*n, d->base_len - off) : d->base_len - off;
	return d->base + off;
}

static int give(struct uc_iov *iov, const char *from, size_t n)
{
	while (!from && n) {
		size_t k = UC_MIN(n, sizeof zeros);
		if (uc_iov_to(iov, zeros, k))
			return -EFAULT;
		n -= k;
	}
	return n ? uc_iov_to(iov, from, n) : 0;
}

/* As mount -o relatime: the first read after a change. */
static void accessed(struct inode *i)
{
	if (i->atime <= i->mtime)
		i->atime = uc_realtime();
}

static ssize_t file_read(struct uc_file *f, struct uc_iov *iov, off_t *off)
{
	struct data *d = data_of(f);
	ssize_t done = 0;

	while (iov->total && (uint64_t)*off < d->size) {
		size_t n;
		const char *from = memory(d, *off, &n);
		n = UC_MIN(n, UC_MIN(iov->total, STRETCH));
		if (give(iov, from, n))
			return done ? done : -EFAULT;
		*off += n;
		done += n;
		if (n == STRETCH || done % STRETCH < (ssize_t)n)
			uc_cond_resched();
	}
	accessed(uc_inode(f->vnode));
	return done;
}

static ssize_t write_some(struct data *d, struct uc_iov *iov, uint64_t off)
{
	size_t o = off % UC_PAGE_SIZE;
	size_t n = UC_MIN(iov->total, UC_PAGE_SIZE - o);
	char *page = uc_data_make(d, off / UC_PAGE_SIZE);

	if (!page)
		return -ENOSPC;
	return uc_iov_from(iov, page + o, n) ? -EFAULT : (ssize_t)n;
}

static ssize_t file_write(struct uc_file *f, struct uc_iov *iov, off_t *off)
{
	struct inode *i = uc_inode(f->vnode);
	struct data *d = &i->data;
	ssize_t done = 0, n = 0;

	if (f->flags & O_APPEND)
		*off = d->size;
	if (!iov->total)
		return 0;
	if (iov->total > (uint64_t)INT64_MAX - *off)
		return -EFBIG;
	while (iov->total) {
		n = write_some(d, iov, *off);
		if (n < 0)
			break;
		*off += n;
		done += n;
		if ((uint64_t)*off > d->size)
			d->size = *off;
		if (done % STRETCH < n)
			uc_cond_resched();
	}
	if (done)
		uc_inode_modified(i);
	return done ? done : n;
}

static off_t file_seek(struct uc_file *f, off_t off, int whence)
{
	return uc_file_seek(f, off, whence, data_of(f)->size);
}

static void *file_page(struct uc_file *f, uint64_t off)
{
	struct data *d = data_of(f);
	void *page = off < d->size ? uc_data_make(d, off / UC_PAGE_SIZE) : NULL;

	if (page)
		uc_page_get(page);
	return page;
}

static ssize_t file_peek(struct uc_file *f, uint64_t off, const void **p,
			 void **page)
{
	struct data *d = data_of(f);
	size_t n, o = off % UC_PAGE_SIZE;

	if (off >= d->size)
		return 0;
	const char *from = memory(d, off, &n);
	*page = uc_data_page(d, off / UC_PAGE_SIZE);
	if (!from) {
		*page = uc_data_make(d, off / UC_PAGE_SIZE);
		if (!*page)
			return -ENOMEM;
		from = (char *)*page + o;
	}
	if (*page)
		uc_page_get(*page);
	*p = from;
	accessed(uc_inode(f->vnode));
	return n;
}

static int file_truncate(struct uc_file *f, off_t size)
{
	uc_data_truncate(data_of(f), size);
	uc_inode_modified(uc_inode(f->vnode));
	return 0;
}

static int file_sync(struct uc_file *f)
{
	(void)f;
	return 0;
}

const struct uc_file_ops uc_ramfs_file_ops = {
	.read = file_read,
	.write = file_write,
	.seek = file_seek,
	.stat = uc_vnode_file_stat,
	.page = file_page,
	.peek = file_peek,
	.truncate = file_truncate,
	.sync = file_sync,
};
