/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * /proc/self/fd: links that lead to what is open. A file with an inode is
 * reached by its vnode; for others a vnode is made that stands for the open
 * file, which opening it gives again.
 */
#include <uc/heap.h>
#include "internal.h"

struct link {
	struct uc_vnode v;
	struct uc_vnode *dir;
	int fd;
};
struct object {
	struct uc_vnode v;
	struct uc_file *file;
};

static void release(struct uc_vnode *v)
{
	struct link *l = UC_CONTAINER(v, struct link, v);

	uc_vnode_put(l->dir);
	uc_free(l);
}

static void object_release(struct uc_vnode *v)
{
	struct object *o = UC_CONTAINER(v, struct object, v);

	uc_file_put(o->file);
	uc_free(o);
}

static struct uc_file *object_file(struct uc_vnode *v)
{
	struct uc_file *f = UC_CONTAINER(v, struct object, v)->file;

	if (S_ISSOCK(v->mode))
		return NULL;
	uc_file_get(f);
	return f;
}

static int object_stat(struct uc_vnode *v, struct stat *st)
{
	struct uc_file *f = UC_CONTAINER(v, struct object, v)->file;

	return f->ops->stat ? f->ops->stat(f, st) : -EBADF;
}

static const struct uc_vnode_ops object_ops = {
	.stat = object_stat,
	.file = object_file,
	.release = object_release,
};

static int make_object(struct uc_file *f, struct uc_vnode **out)
{
	struct object *o = uc_zalloc(sizeof *o);
	struct stat st = {0};

	if (!o)
		return -ENOMEM;
	if (f->ops->stat)
		f->ops->stat(f, &st);
	o->v.ops = &object_ops;
	o->v.refs = 1;
	o->v.mode = st.st_mode & S_IFMT;
	uc_file_get(o->file = f);
	*out = &o->v;
	return 0;
}

static int follow(struct uc_vnode *v, struct uc_vnode **out)
{
	struct uc_file *f = uc_fd_get(UC_CONTAINER(v, struct link, v)->fd);
	int r = 0;

	if (!f)
		return -ENOENT;
	if (f->vnode)
		uc_vnode_get(*out = f->vnode);
	else
		r = make_object(f, out);
	uc_file_put(f);
	return r;
}

static long describe(struct uc_file *f, char *buf, size_t n)
{
	struct stat st = {0};
	const char *kind = f->kind ? f->kind : "anon_inode";

	if (f->vnode && !(f->kind && *f->kind == '/')) {
		long r = uc_vnode_path(f->vnode, buf, n);
		return r == -ENOENT ? uc_snprintf(buf, n, "(deleted)") : r;
	}
	if (*kind == '/' || strchr(kind, '['))
		return uc_snprintf(buf, n, "%s", kind);
	if (f->ops->stat)
		f->ops->stat(f, &st);
	return uc_snprintf(buf, n, "%s:[%lu]", kind, (unsigned long)st.st_ino);
}

static ssize_t read_link(struct uc_vnode *v, char *out, size_t n)
{
	struct uc_file *f = uc_fd_get(UC_CONTAINER(v, struct link, v)->fd);
	char *buf = uc_malloc(4096);
	long r = !f ? -ENOENT : !buf ? -ENOMEM : describe(f, buf, 4096);

	if (r > 0) {
		r = UC_MIN((size_t)r, n);
		memcpy(out, buf, r);
	}
	uc_free(buf);
	if (f)
		uc_file_put(f);
	return r;
}

static int link_stat(struct uc_vnode *v, struct stat *st)
{
	struct uc_file *f = uc_fd_get(UC_CONTAINER(v, struct link, v)->fd);

	if (!f)
		return -ENOENT;
	uc_proc_stat(v, S_IFLNK | (uc_file_readable(f) ? 0500 : 0) |
				(uc_file_writable(f) ? 0300 : 0), st);
	st->st_size = 64;
	uc_file_put(f);
	return 0;
}

static int where(struct uc_vnode *v, struct uc_vnode **dir, char name[256])
{
	struct link *l = UC_CONTAINER(v, struct link, v);

	if (name)
		uc_snprintf(name, 256, "%d", l->fd);
	uc_vnode_get(*dir = l->dir);
	return 0;
}

static const struct uc_vnode_ops link_ops = {
	.readlink = read_link,
	.follow = follow,
	.where = where,
	.stat = link_stat,
	.release = release,
};

/* The number that name is, as it would be printed; -1: none. */
static int number(const char *name, size_t len)
{
	int n = 0;

	if (!len || len > 7 || (*name == '0' && len > 1))
		return -1;
	for (size_t i = 0; i < len; i++) {
		if (name[i] < '0' || name[i] > '9')
			return -1;
		n = n * 10 + name[i] - '0';
	}
	return n;
}

int uc_proc_fd_lookup(struct uc_vnode *dir, const char *name, size_t len,
		      struct uc_vnode **out)
{
	int fd = number(name, len);

	if (fd < 0 || uc_fd_next(fd) != fd)
		return -ENOENT;
	struct link *l = uc_zalloc(sizeof *l);
	if (!l)
		return -ENOMEM;
	l->v.ops = &link_ops;
	l->v.mount = dir->mount;
	l->v.refs = 1;
	l->v.mode = S_IFLNK;
	l->v.ino = 0x10000 + fd;
	l->fd = fd;
	uc_vnode_get(l->dir = dir);
	*out = &l->v;
	return 0;
}

static ssize_t readdir(struct uc_file *f, struct uc_iov *iov)
{
	size_t room = iov->total;
	char name[16] = "..";
	int r = 0;

	while (!r) {
		int fd = f->pos < 2 ? 0 : uc_fd_next(f->pos - 2);
		uint64_t next = f->pos < 2 ? f->pos + 1 : fd + 3;

		if (fd < 0)
			break;
		int len = f->pos < 2 ? f->pos + 1
				     : uc_snprintf(name, sizeof name, "%d", fd);
		r = uc_dirent(iov, 0x10000 + fd, next,
			      f->pos < 2 ? S_IFDIR : S_IFLNK, name, len);
		if (!r)
			f->pos = next;
	}
	return iov->total < room ? (ssize_t)(room - iov->total) : r;
}

static off_t seek(struct uc_file *f, off_t off, int whence)
{
	return whence == SEEK_SET && off >= 0 ? (f->pos = off) : -EINVAL;
}

const struct uc_file_ops uc_proc_fd_dir_file = {
	.readdir = readdir,
	.seek = seek,
	.stat = uc_vnode_file_stat,
};
