/* SPDX-License-Identifier: BSD-3-Clause */
/* Directories, links and files of the table; /proc/self/fd is in fd.c. */
#include <uc/heap.h>
#include <uc/timer.h>
#include "internal.h"

static struct node *node_of(struct uc_vnode *v)
{
	return UC_CONTAINER(v, struct node, v);
}

static int lookup(struct uc_vnode *dir, const char *name, size_t len,
		  struct uc_vnode **out)
{
	for (unsigned i = 1; i < uc_proc_count; i++) {
		struct node *n = &uc_proc_nodes[i];
		if (n->parent == node_of(dir) && strlen(n->name) == len &&
		    !memcmp(n->name, name, len)) {
			uc_vnode_get(*out = &n->v);
			return 0;
		}
	}
	return -ENOENT;
}

static void render(struct node *n, struct text *t)
{
	if (n->show)
		n->show(t);
	else
		uc_text(t, "%s", n->fixed);
}

static ssize_t read_link(struct uc_vnode *v, char *buf, size_t n)
{
	struct text t = {0};

	render(node_of(v), &t);
	if (t.failed) {
		uc_free(t.p);
		return -ENOMEM;
	}
	n = UC_MIN(n, t.len);
	memcpy(buf, t.p, n);
	uc_free(t.p);
	return n;
}

static int where(struct uc_vnode *v, struct uc_vnode **dir, char name[256])
{
	struct node *n = node_of(v);

	if (name)
		uc_strlcpy(name, n->name, 256);
	uc_vnode_get(*dir = &n->parent->v);
	return 0;
}

void uc_proc_stat(const struct uc_vnode *v, mode_t mode, struct stat *st)
{
	uint64_t now = uc_realtime();

	st->st_ino = v->ino;
	st->st_mode = mode;
	st->st_nlink = S_ISDIR(mode) ? 2 : 1;
	st->st_blksize = 1024;
	st->st_atim.tv_sec = now / 1000000000;
	st->st_atim.tv_nsec = now % 1000000000;
	st->st_mtim = st->st_ctim = st->st_atim;
}

static int node_stat(struct uc_vnode *v, struct stat *st)
{
	uc_proc_stat(v, node_of(v)->mode, st);
	return 0;
}

static int proc_statfs(struct uc_vnode *v, struct statfs *s)
{
	(void)v;
	s->f_type = 0x9fa0; /* PROC_SUPER_MAGIC */
	s->f_bsize = s->f_frsize = 4096;
	s->f_namelen = 255;
	return 0;
}

static int open_text(struct uc_vnode *v, struct uc_file *f)
{
	if (S_ISDIR(v->mode))
		return 0;
	if (uc_file_writable(f))
		return -EACCES;
	struct text *t = uc_zalloc(sizeof *t);
	if (!t)
		return -ENOMEM;
	render(node_of(v), t);
	if (t->failed) {
		uc_free(t->p);
		uc_free(t);
		return -ENOMEM;
	}
	f->data = t;
	return 0;
}

static ssize_t text_read(struct uc_file *f, struct uc_iov *iov, off_t *off)
{
	struct text *t = f->data;

	if ((uint64_t)*off >= t->len)
		return 0;
	size_t n = UC_MIN(iov->total, t->len - *off);
	if (uc_iov_to(iov, t->p + *off, n))
		return -EFAULT;
	*off += n;
	return n;
}

static off_t text_seek(struct uc_file *f, off_t off, int whence)
{
	return uc_file_seek(f, off, whence, ((struct text *)f->data)->len);
}

static void text_release(struct uc_file *f)
{
	struct text *t = f->data;

	uc_free(t->p);
	uc_free(t);
}

static const struct uc_file_ops text_ops = {
	.read = text_read,
	.seek = text_seek,
	.stat = uc_vnode_file_stat,
	.release = text_release,
};

/* Position: 0 ".", 1 "..", then the table. */
static ssize_t dir_readdir(struct uc_file *f, struct uc_iov *iov)
{
	struct node *dir = node_of(f->vnode);
	size_t room = iov->total;
	int r = 0;

	for (uint64_t at = f->pos; !r && at < uc_proc_count + 1; at++) {
		struct node *n = at < 2 ? dir : &uc_proc_nodes[at - 1];
		const char *name = at == 0 ? "." : at == 1 ? ".." : n->name;

		if (at >= 2 && n->parent != dir)
			continue;
		r = uc_dirent(iov, n->v.ino, at + 1, n->mode, name, strlen(name));
		if (!r)
			f->pos = at + 1;
	}
	return iov->total < room ? (ssize_t)(room - iov->total) : r;
}

static off_t dir_seek(struct uc_file *f, off_t off, int whence)
{
	return whence == SEEK_SET && off >= 0 ? (f->pos = off) : -EINVAL;
}

static const struct uc_file_ops dir_ops = {
	.readdir = dir_readdir,
	.seek = dir_seek,
	.stat = uc_vnode_file_stat,
};

#define COMMON                                                                 \
	.readlink = read_link, .where = where, .stat = node_stat,              \
	.statfs = proc_statfs, .open = open_text
static const struct uc_vnode_ops node_ops = {COMMON, .lookup = lookup};
static const struct uc_vnode_ops fd_dir_ops = {
	COMMON, .lookup = uc_proc_fd_lookup,
};

static int mount(struct uc_mount *m, const char *source, const char *options,
		 struct uc_vnode **root)
{
	static bool mounted;

	(void)source, (void)options;
	if (mounted)
		return -EBUSY;
	mounted = true;
	for (unsigned i = 0; i < uc_proc_count; i++) {
		struct node *n = &uc_proc_nodes[i];
		bool fd = S_ISDIR(n->mode) && !strcmp(n->name, "fd");

		n->v.ops = fd ? &fd_dir_ops : &node_ops;
		n->v.file_ops = fd			? &uc_proc_fd_dir_file
				: S_ISDIR(n->mode) ? &dir_ops
							: &text_ops;
		n->v.mount = m;
		n->v.refs = 1;
		n->v.mode = n->mode & S_IFMT;
		n->v.ino = i + 1;
	}
	uc_vnode_get(*root = &uc_proc_nodes[0].v);
	return 0;
}

const struct uc_fs uc_fs_procfs = {
	.name = "proc",
	.mount = mount,
	.auto_mount = "/proc",
};
