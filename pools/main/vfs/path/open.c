/* SPDX-License-Identifier: BSD-3-Clause */
/* From a name to an open file. */
#include "internal.h"

/* linux/fcntl.h: without the O_DIRECTORY that O_TMPFILE includes */
#define TMPFILE 020000000
#define KEPT (~(O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC | O_CLOEXEC))

/* vfs/pipe: an end of the FIFO; linked by what can make one */
int uc_fifo_open(struct uc_vnode *v, struct uc_file *f) UC_WEAK;

static const struct uc_file_ops path_ops = {.stat = uc_vnode_file_stat};

static int make_ready(struct uc_vnode *v, struct uc_file *f)
{
	if (S_ISCHR(v->mode) || S_ISBLK(v->mode)) {
		struct uc_device *d = uc_device_find(v->mode, v->rdev);
		if (!d)
			return -ENXIO;
		f->ops = d->ops;
		f->data = d->data;
		return d->open ? d->open(d, f) : 0;
	}
	if (S_ISFIFO(v->mode))
		return uc_fifo_open ? uc_fifo_open(v, f) : -ENXIO;
	if (S_ISSOCK(v->mode))
		return -ENXIO;
	return v->ops->open ? v->ops->open(v, f) : 0;
}

struct uc_file *uc_open_vnode(struct uc_vnode *v, int flags, int *err)
{
	static const struct uc_file_ops none;
	struct uc_file *f;

	if (v->ops->file && !(flags & O_PATH)) {
		f = v->ops->file(v);
		*err = f ? 0 : -ENXIO;
		return f;
	}
	f = uc_file_new(flags & O_PATH ? &path_ops : v->file_ops,
			(flags & KEPT) | (flags & O_PATH ? 0 : O_LARGEFILE), NULL);
	*err = f ? 0 : -ENOMEM;
	if (!f)
		return NULL;
	uc_vnode_get(f->vnode = v);
	if (!(flags & O_PATH)) {
		*err = make_ready(v, f);
		if (*err) {
			f->ops = &none; /* nothing to release yet */
			uc_file_put(f);
			return NULL;
		}
	}
	return f;
}

static int may_open(struct uc_vnode *v, int flags)
{
	bool writing = (flags & O_ACCMODE) != O_RDONLY || flags & O_TRUNC;

	if (S_ISLNK(v->mode))
		return flags & O_PATH	     ? 0
		       : flags & O_DIRECTORY ? -ENOTDIR
					     : -ELOOP;
	if (flags & O_DIRECTORY && !S_ISDIR(v->mode))
		return -ENOTDIR;
	if (flags & O_PATH)
		return 0;
	if (S_ISDIR(v->mode) && (writing || flags & O_CREAT))
		return -EISDIR;
	if (writing && (S_ISREG(v->mode) || S_ISDIR(v->mode)))
		return uc_vnode_writable(v);
	return 0;
}

static int make(struct uc_walker *w, mode_t mode, struct uc_vnode **v)
{
	int r = uc_vnode_writable(w->at);

	return r ? r
		 : w->at->ops->create ? w->at->ops->create(
						w->at, w->name, w->len,
						S_IFREG | (mode & ~uc_umask & 07777),
						0, v)
				      : -EACCES;
}

/* With O_CREAT. *made: it did not exist before. */
static int find(struct uc_walker *w, int flags, mode_t mode,
		struct uc_vnode **v, bool *made)
{
	bool excl = flags & O_EXCL;
	int r;

	w->create = true;
	if (w->type != UC_LAST_NAME)
		return excl ? -EEXIST : -EISDIR;
	r = uc_walk_last(w, !(flags & O_NOFOLLOW) && !excl, v);
	if (!r && excl) {
		uc_vnode_put(*v);
		return -EEXIST;
	}
	if (r != -ENOENT || !w->missing)
		return r;
	*made = true;
	return make(w, mode, v);
}

static struct uc_file *open_tmpfile(struct uc_walker *w, int flags, mode_t mode,
				    int *err)
{
	struct uc_vnode *dir, *v;
	struct uc_file *f = NULL;

	*err = uc_walk_last(w, true, &dir);
	if (*err)
		return NULL;
	if (!S_ISDIR(dir->mode))
		*err = -ENOTDIR;
	else if (!dir->ops->create)
		*err = -EOPNOTSUPP;
	else
		*err = uc_vnode_writable(dir);
	if (!*err)
		*err = dir->ops->create(dir, "", 0,
					S_IFREG | (mode & ~uc_umask & 07777), 0,
					&v);
	if (!*err) {
		f = uc_open_vnode(v, flags, err);
		uc_vnode_put(v);
	}
	uc_vnode_put(dir);
	return f;
}

/* Consumes the reference to v. */
static struct uc_file *open_found(struct uc_vnode *v, int flags, bool made,
				  int *err)
{
	struct uc_file *f = NULL;

	if (!made)
		*err = may_open(v, flags);
	if (!*err)
		f = uc_open_vnode(v, flags, err);
	if (f && flags & O_TRUNC && !made && S_ISREG(v->mode)) {
		struct stat st = {.st_size = 0};
		*err = uc_setattr(v, &st, UC_SET_SIZE);
		if (*err) {
			uc_file_put(f);
			f = NULL;
		}
	}
	uc_vnode_put(v);
	return f;
}

struct uc_file *uc_open(int dirfd, const char *path, int flags, mode_t mode,
			int *err)
{
	struct uc_walker w;
	struct uc_vnode *v;
	struct uc_file *f;
	bool made = false;

	if (flags & O_PATH)
		flags &= O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
	if (flags & TMPFILE && ((flags & O_TMPFILE) != O_TMPFILE ||
				(flags & 3) == O_RDONLY || flags & O_CREAT)) {
		*err = -EINVAL;
		return NULL;
	}
	if (!(flags & (O_CREAT | TMPFILE))) {
		unsigned how = flags & O_NOFOLLOW ? UC_WALK_NOFOLLOW : 0;
		*err = uc_walk(dirfd, path, how, &v);
		if (*err == -ENOENT && uc_open_missing && uc_open_missing(path))
			*err = uc_walk(dirfd, path, how, &v);
		return *err ? NULL : open_found(v, flags, false, err);
	}
	*err = uc_walk_to(&w, dirfd, path);
	if (*err)
		return NULL;
	if (flags & TMPFILE) {
		f = open_tmpfile(&w, flags & ~TMPFILE & ~O_DIRECTORY, mode, err);
	} else {
		*err = find(&w, flags, mode, &v, &made);
		f = *err ? NULL : open_found(v, flags, made, err);
	}
	uc_walk_end(&w);
	return f;
}
