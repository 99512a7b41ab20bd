/* SPDX-License-Identifier: BSD-3-Clause */
/* Open files: each has a number of its own with the server. There is no cache. */
#include <uc/heap.h>
#include <uc/vm.h>
#include "internal.h"

#define SHARED (O_ACCMODE | O_DIRECTORY | O_SYNC | O_DSYNC) /* flags the server is told */

static uint32_t fid_of(struct uc_file *f)
{
	return (uintptr_t)f->data;
}

int uc_p9_open(struct uc_vnode *v, struct uc_file *f)
{
	struct session *s = uc_p9_session(v);
	struct p9_call *k;
	uint32_t fid = uc_p9_fid(s);
	int e = uc_p9_walk(s, uc_p9_node(v)->fid, fid, NULL, 0);

	if (e) {
		uc_p9_fid_unused(s, fid);
		return e;
	}
	k = uc_p9_begin(s, P9_LOPEN);
	uc_p9_put(&k->q, fid, 4);
	uc_p9_put(&k->q, f->flags & SHARED, 4);
	e = uc_p9_end(k, uc_p9_call(k));
	if (e)
		uc_p9_forget(s, fid);
	else
		f->data = (void *)(uintptr_t)fid;
	return e;
}

static void file_release(struct uc_file *f)
{
	uc_p9_forget(uc_p9_session(f->vnode), fid_of(f));
}

/* The answer's data are copied out before the next call may overwrite them. */
static ssize_t read_some(struct session *s, struct uc_file *f, struct uc_iov *iov, off_t off)
{
	struct p9_call *k;
	uint32_t want = UC_MIN(iov->total, (size_t)s->size - P9_IO_HEADER), n = 0;
	int e;

	k = uc_p9_begin(s, P9_READ);
	uc_p9_put(&k->q, fid_of(f), 4);
	uc_p9_put(&k->q, off, 8);
	uc_p9_put(&k->q, want, 4);
	e = uc_p9_call(k);
	if (!e) {
		const void *data;

		n = uc_p9_get(&k->r, 4);
		data = uc_p9_get_bytes(&k->r, n);
		if (!data || n > want)
			e = -EIO;
		else
			e = uc_iov_to(iov, data, n);
	}
	e = uc_p9_end(k, e);
	return e ? e : (ssize_t)n;
}

/* The server's sizes and the application's positions may be any. */
static bool in_range(off_t off, size_t n)
{
	return n <= (uint64_t)INT64_MAX - off;
}

static ssize_t file_read(struct uc_file *f, struct uc_iov *iov, off_t *off)
{
	struct session *s = uc_p9_session(f->vnode);
	ssize_t done = 0, n = 1;

	if (!in_range(*off, iov->total))
		return -EOVERFLOW;
	while (iov->total && n > 0) {
		n = read_some(s, f, iov, *off);
		if (n > 0) {
			*off += n;
			done += n;
		}
	}
	return done ? done : n;
}

static ssize_t write_some(struct session *s, struct uc_file *f, struct uc_iov *iov, off_t off)
{
	struct p9_call *k;
	uint32_t n = UC_MIN(iov->total, (size_t)s->size - P9_IO_HEADER), wrote = 0;
	int e;

	k = uc_p9_begin(s, P9_WRITE);
	uc_p9_put(&k->q, fid_of(f), 4);
	uc_p9_put(&k->q, off, 8);
	uc_p9_put(&k->q, n, 4);
	e = uc_iov_from(iov, k->q.buf + k->q.at, n);
	k->q.at += n;
	if (!e)
		e = uc_p9_call(k);
	if (!e)
		wrote = uc_p9_get(&k->r, 4);
	if (!e && wrote != n) /* what was taken from iov cannot be put back */
		e = -EIO;
	e = uc_p9_end(k, e);
	return e ? e : (ssize_t)wrote;
}

static ssize_t file_write(struct uc_file *f, struct uc_iov *iov, off_t *off)
{
	struct session *s = uc_p9_session(f->vnode);
	ssize_t done = 0, n = 1;
	struct stat st;

	if (f->flags & O_APPEND) {
		int e = uc_p9_stat(s, fid_of(f), &st, NULL);

		if (e)
			return e;
		*off = st.st_size;
	}
	if (!in_range(*off, iov->total))
		return -EFBIG;
	while (iov->total && n > 0) {
		n = write_some(s, f, iov, *off);
		if (n > 0) {
			*off += n;
			done += n;
		}
	}
	return done ? done : n;
}

static off_t file_seek(struct uc_file *f, off_t off, int whence)
{
	struct stat st = {0};

	if (whence != SEEK_SET && whence != SEEK_CUR) {
		int e = uc_p9_stat(uc_p9_session(f->vnode), fid_of(f), &st, NULL);

		if (e)
			return e;
	}
	return uc_file_seek(f, off, whence, st.st_size);
}

static int file_truncate(struct uc_file *f, off_t size)
{
	struct stat st = {.st_size = size};

	return uc_p9_ops.setattr(f->vnode, &st, UC_SET_SIZE);
}

static int file_sync(struct uc_file *f)
{
	struct session *s = uc_p9_session(f->vnode);
	struct p9_call *k = uc_p9_begin(s, P9_FSYNC);

	uc_p9_put(&k->q, fid_of(f), 4);
	uc_p9_put(&k->q, 0, 4);
	return uc_p9_end(k, uc_p9_call(k));
}

#define ENTRY_MAX (P9_QID + 8 + 1 + 2 + 255) /* qid, offset, type, name */

/* One entry of the answer; 1: there are no more. */
static int entry(struct p9_call *k, struct uc_file *f, struct uc_iov *iov, size_t end)
{
	static const mode_t types[16] = {[1] = S_IFIFO, [2] = S_IFCHR, [4] = S_IFDIR, [6] = S_IFBLK,
					 [8] = S_IFREG, [10] = S_IFLNK, [12] = S_IFSOCK};
	struct p9_message *m = &k->r;
	uint64_t ino, next, type;
	const char *name;
	size_t len;
	int e;

	if (m->at >= end)
		return 1;
	uc_p9_get(m, 5);
	ino = uc_p9_get(m, 8);
	next = uc_p9_get(m, 8);
	type = uc_p9_get(m, 1);
	len = uc_p9_get(m, 2);
	name = uc_p9_get_bytes(m, len);
	if (!name || m->at > end || !len || len > 255 || memchr(name, '/', len) || memchr(name, 0, len))
		return -EIO;
	e = uc_dirent(iov, ino, next, types[type & 15], name, len);
	if (!e)
		f->pos = next;
	return e;
}

static ssize_t list(struct uc_file *f, struct uc_iov *iov)
{
	struct session *s = uc_p9_session(f->vnode);
	struct p9_call *k;
	size_t room = iov->total, most = s->size - P9_IO_HEADER;
	int e;

	/* an entry always: what it does not give has to be the end of the folder */
	k = uc_p9_begin(s, P9_READDIR);
	uc_p9_put(&k->q, fid_of(f), 4);
	uc_p9_put(&k->q, f->pos, 8);
	uc_p9_put(&k->q, UC_MIN(UC_MAX(room, (size_t)ENTRY_MAX), most), 4);
	e = uc_p9_call(k);
	if (!e) {
		size_t n = uc_p9_get(&k->r, 4), end = k->r.at + n;

		if (n > k->r.end - k->r.at)
			e = -EIO;
		while (!e)
			e = entry(k, f, iov, end);
	}
	e = uc_p9_end(k, e);
	return iov->total < room ? (ssize_t)(room - iov->total) : e > 0 ? 0 : e;
}

/* Threads that share a descriptor get each entry once. */
static ssize_t dir_readdir(struct uc_file *f, struct uc_iov *iov)
{
	struct uc_mutex *m = &uc_p9_node(f->vnode)->listing;
	ssize_t n;

	uc_mutex_lock(m);
	n = list(f, iov);
	uc_mutex_unlock(m);
	return n;
}

static off_t dir_seek(struct uc_file *f, off_t off, int whence)
{
	struct uc_mutex *m = &uc_p9_node(f->vnode)->listing;

	if (whence != SEEK_SET && whence != SEEK_CUR)
		return -EINVAL;
	uc_mutex_lock(m);
	off = uc_file_seek(f, off, whence, 0);
	uc_mutex_unlock(m);
	return off;
}

UC_LINK(uc_vm_copy_file);

const struct uc_file_ops uc_p9_file_ops = {
	.copied = true,
	.read = file_read,
	.write = file_write,
	.seek = file_seek,
	.stat = uc_vnode_file_stat,
	.truncate = file_truncate,
	.sync = file_sync,
	.release = file_release,
};
const struct uc_file_ops uc_p9_dir_ops = {
	.readdir = dir_readdir,
	.seek = dir_seek,
	.stat = uc_vnode_file_stat,
	.sync = file_sync,
	.release = file_release,
};
