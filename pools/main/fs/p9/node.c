/* SPDX-License-Identifier: BSD-3-Clause */
/* Files that somebody refers to: one object each, found by the server's number. */
#include <uc/heap.h>
#include "internal.h"

static struct uc_list *bucket(struct session *s, uint64_t ino)
{
	return &s->nodes[(ino ^ ino >> 6 ^ ino >> 12) % UC_ARRAY_SIZE(s->nodes)];
}

static const bool types[16] = {
	[S_IFIFO >> 12] = true, [S_IFCHR >> 12] = true, [S_IFDIR >> 12] = true, [S_IFBLK >> 12] = true,
	[S_IFREG >> 12] = true, [S_IFLNK >> 12] = true, [S_IFSOCK >> 12] = true,
};

static struct node *find(struct session *s, uint64_t ino, mode_t type)
{
	uc_list_each(at, bucket(s, ino)) {
		struct node *n = UC_CONTAINER(at, struct node, hash);

		if (n->v.ino == ino && n->v.mode == type)
			return n;
	}
	return NULL;
}

/* A server may say that a folder is in itself; then it stays where it was. */
void uc_p9_moved(struct node *n, struct node *parent, const char *name, size_t len)
{
	struct node *old = n->parent;

	for (struct node *up = parent; up; up = up->parent)
		if (up == n)
			return;
	uc_vnode_get(&parent->v);
	n->parent = parent;
	memcpy(n->name, name, len);
	n->name[len] = '\0';
	if (old)
		uc_vnode_put(&old->v);
}

int uc_p9_node_of(struct uc_mount *m, uint32_t fid, struct node *parent, const char *name,
		  size_t len, struct uc_vnode **out)
{
	struct session *s = m->data;
	struct stat st;
	struct node *n;
	uint64_t ino;
	int e = len > 255 ? -ENAMETOOLONG : uc_p9_stat(s, fid, &st, &ino);

	if (!e && !types[st.st_mode >> 12 & 15])
		e = -EIO;
	if (e) {
		uc_p9_forget(s, fid);
		return e;
	}
	n = find(s, ino, st.st_mode & S_IFMT);
	if (n) {
		uc_vnode_get(*out = &n->v);
		uc_p9_forget(s, fid);
		return 0;
	}
	n = uc_zalloc(sizeof *n);
	if (!n) {
		uc_p9_forget(s, fid);
		return -ENOMEM;
	}
	/* without rdev: a device that the server names would be one of this machine */
	n->v = (struct uc_vnode){
		.ops = &uc_p9_ops, .mount = m, .refs = 1, .mode = st.st_mode & S_IFMT, .ino = ino,
		.file_ops = S_ISDIR(st.st_mode) ? &uc_p9_dir_ops : &uc_p9_file_ops,
	};
	n->fid = fid;
	uc_waitq_init(&n->listing.q);
	s->live++;
	uc_list_append(bucket(s, ino), &n->hash);
	if (parent)
		uc_p9_moved(n, parent, name, len);
	*out = &n->v;
	return 0;
}

void uc_p9_release(struct uc_vnode *v)
{
	struct session *s = uc_p9_session(v);
	struct node *n = uc_p9_node(v), *parent;

	do { /* not by uc_vnode_put: folders may lie deeper than the stack does */
		parent = n->parent;
		uc_list_remove(&n->hash);
		uc_p9_forget(s, n->fid);
		uc_free(n);
		s->live--; /* only now: to forget takes a call */
	} while ((n = parent) && !--n->v.refs);
	if (s->gone && !s->live)
		uc_p9_drop(s);
}
