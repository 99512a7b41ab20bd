/* SPDX-License-Identifier: BSD-3-Clause */
/* What the name space asks of a file system. */
#include <sys/sysmacros.h>
#include "internal.h"

#define REMOVEDIR 0x200

static int lookup(struct uc_vnode *dir, const char *name, size_t len, struct uc_vnode **out)
{
	struct session *s = uc_p9_session(dir);
	uint32_t fid = uc_p9_fid(s);
	int e = uc_p9_walk(s, uc_p9_node(dir)->fid, fid, name, len);

	if (e) {
		uc_p9_fid_unused(s, fid);
		return e;
	}
	return uc_p9_node_of(dir->mount, fid, uc_p9_node(dir), name, len, out);
}

static struct p9_call *begin(struct session *s, unsigned type, struct uc_vnode *dir, const char *name,
			     size_t len)
{
	struct p9_call *k = uc_p9_begin(s, type);

	uc_p9_put(&k->q, uc_p9_node(dir)->fid, 4);
	uc_p9_put_string(&k->q, name, len);
	return k;
}

static int finish(struct p9_call *k)
{
	return uc_p9_end(k, uc_p9_call(k));
}

/* Leaves nothing open: it is opened by its name, like any other. */
static int create_file(struct session *s, struct uc_vnode *dir, const char *name, size_t len, mode_t mode)
{
	struct p9_call *k;
	uint32_t fid = uc_p9_fid(s);
	int e = uc_p9_walk(s, uc_p9_node(dir)->fid, fid, NULL, 0);

	if (e) {
		uc_p9_fid_unused(s, fid);
		return e;
	}
	k = uc_p9_begin(s, P9_LCREATE);
	uc_p9_put(&k->q, fid, 4);
	uc_p9_put_string(&k->q, name, len);
	uc_p9_put(&k->q, O_WRONLY | O_CREAT | O_EXCL, 4);
	uc_p9_put(&k->q, mode & 07777, 4);
	uc_p9_put(&k->q, 0, 4);
	e = finish(k);
	uc_p9_forget(s, fid);
	return e;
}

static int create(struct uc_vnode *dir, const char *name, size_t len, mode_t mode, dev_t rdev,
		  struct uc_vnode **out)
{
	struct session *s = uc_p9_session(dir);
	struct p9_call *k;
	int e;

	if (!len)
		return -EOPNOTSUPP;
	if (S_ISREG(mode)) {
		e = create_file(s, dir, name, len, mode);
	} else {
		k = begin(s, S_ISDIR(mode) ? P9_MKDIR : P9_MKNOD, dir, name, len);
		uc_p9_put(&k->q, S_ISDIR(mode) ? mode & 07777 : mode, 4);
		if (!S_ISDIR(mode)) {
			uc_p9_put(&k->q, major(rdev), 4);
			uc_p9_put(&k->q, minor(rdev), 4);
		}
		uc_p9_put(&k->q, 0, 4);
		e = finish(k);
	}
	return e ? e : lookup(dir, name, len, out);
}

static int make_symlink(struct uc_vnode *dir, const char *name, size_t len, const char *target)
{
	struct session *s = uc_p9_session(dir);
	struct p9_call *k = begin(s, P9_SYMLINK, dir, name, len);

	uc_p9_put_string(&k->q, target, strlen(target));
	uc_p9_put(&k->q, 0, 4);
	return finish(k);
}

static int make_link(struct uc_vnode *dir, const char *name, size_t len, struct uc_vnode *to)
{
	struct session *s = uc_p9_session(dir);
	struct p9_call *k = uc_p9_begin(s, P9_LINK);

	uc_p9_put(&k->q, uc_p9_node(dir)->fid, 4);
	uc_p9_put(&k->q, uc_p9_node(to)->fid, 4);
	uc_p9_put_string(&k->q, name, len);
	return finish(k);
}

static int remove_name(struct uc_vnode *dir, const char *name, size_t len, bool directory)
{
	struct session *s = uc_p9_session(dir);
	struct p9_call *k = begin(s, P9_UNLINKAT, dir, name, len);

	uc_p9_put(&k->q, directory ? REMOVEDIR : 0, 4);
	return finish(k);
}

static int rename_entry(struct uc_vnode *from, const char *name, size_t len, struct uc_vnode *to,
			const char *new, size_t new_len, unsigned flags)
{
	struct session *s = uc_p9_session(from);
	struct uc_vnode *v;
	struct p9_call *k;
	int e;

	if (flags & ~1u) /* RENAME_NOREPLACE was seen to by the caller */
		return -EINVAL;
	e = lookup(from, name, len, &v);
	if (e)
		return e;
	k = begin(s, P9_RENAMEAT, from, name, len);
	uc_p9_put(&k->q, uc_p9_node(to)->fid, 4);
	uc_p9_put_string(&k->q, new, new_len);
	e = finish(k);
	if (!e)
		uc_p9_moved(uc_p9_node(v), uc_p9_node(to), new, new_len);
	uc_vnode_put(v);
	return e;
}

static ssize_t read_link(struct uc_vnode *v, char *buf, size_t n)
{
	struct session *s = uc_p9_session(v);
	struct p9_call *k;
	const char *text;
	int e;

	k = uc_p9_begin(s, P9_READLINK);
	uc_p9_put(&k->q, uc_p9_node(v)->fid, 4);
	e = uc_p9_call(k);
	if (!e) {
		size_t len = uc_p9_get(&k->r, 2);

		text = uc_p9_get_bytes(&k->r, len);
		n = UC_MIN(n, len);
		if (!text || memchr(text, 0, n))
			e = -EIO;
		else
			memcpy(buf, text, n);
	}
	e = uc_p9_end(k, e);
	return e ? e : (ssize_t)n;
}

static int where(struct uc_vnode *v, struct uc_vnode **dir, char name[256])
{
	struct node *n = uc_p9_node(v);

	if (!n->parent)
		return -ENOENT;
	if (name)
		memcpy(name, n->name, sizeof n->name);
	uc_vnode_get(*dir = &n->parent->v);
	return 0;
}

static int get_stat(struct uc_vnode *v, struct stat *st)
{
	int e = uc_p9_stat(uc_p9_session(v), uc_p9_node(v)->fid, st, NULL);

	if (!e) /* of what kind it is does not change */
		st->st_mode = v->mode | (st->st_mode & ~S_IFMT);
	return e;
}

static int setattr(struct uc_vnode *v, const struct stat *st, unsigned mask)
{
	struct session *s = uc_p9_session(v);
	struct p9_call *k;
	uint32_t valid = 0;
	static const struct {
		unsigned ours, theirs;
	} bits[] = {
		{UC_SET_MODE, 1}, {UC_SET_UID, 2}, {UC_SET_GID, 4}, {UC_SET_SIZE, 8},
		{UC_SET_ATIME, 0x90}, {UC_SET_MTIME, 0x120}, /* to the times given */
	};

	for (unsigned i = 0; i < UC_ARRAY_SIZE(bits); i++)
		if (mask & bits[i].ours)
			valid |= bits[i].theirs;
	k = uc_p9_begin(s, P9_SETATTR);
	uc_p9_put(&k->q, uc_p9_node(v)->fid, 4);
	uc_p9_put(&k->q, valid, 4);
	uc_p9_put(&k->q, st->st_mode & 07777, 4);
	uc_p9_put(&k->q, st->st_uid, 4);
	uc_p9_put(&k->q, st->st_gid, 4);
	uc_p9_put(&k->q, st->st_size, 8);
	uc_p9_put(&k->q, st->st_atim.tv_sec, 8);
	uc_p9_put(&k->q, st->st_atim.tv_nsec, 8);
	uc_p9_put(&k->q, st->st_mtim.tv_sec, 8);
	uc_p9_put(&k->q, st->st_mtim.tv_nsec, 8);
	return finish(k);
}

static int stat_fs(struct uc_vnode *v, struct statfs *st)
{
	struct session *s = uc_p9_session(v);
	struct p9_call *k;
	struct p9_message *m;
	int e;

	k = uc_p9_begin(s, P9_STATFS);
	m = &k->r;
	uc_p9_put(&k->q, uc_p9_node(v)->fid, 4);
	e = uc_p9_call(k);
	if (!e) {
		uc_p9_get(m, 4);
		*st = (struct statfs){.f_type = 0x01021997}; /* linux/magic.h: V9FS_MAGIC */
		st->f_bsize = st->f_frsize = uc_p9_get(m, 4);
		st->f_blocks = uc_p9_get(m, 8);
		st->f_bfree = uc_p9_get(m, 8);
		st->f_bavail = uc_p9_get(m, 8);
		st->f_files = uc_p9_get(m, 8);
		st->f_ffree = uc_p9_get(m, 8);
		uc_p9_get(m, 8);
		st->f_namelen = uc_p9_get(m, 4);
	}
	return uc_p9_end(k, e);
}

const struct uc_vnode_ops uc_p9_ops = {
	.lookup = lookup,
	.create = create,
	.symlink = make_symlink,
	.link = make_link,
	.unlink = remove_name,
	.rename = rename_entry,
	.readlink = read_link,
	.where = where,
	.stat = get_stat,
	.setattr = setattr,
	.open = uc_p9_open,
	.statfs = stat_fs,
	.release = uc_p9_release,
};
