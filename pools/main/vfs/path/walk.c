/* SPDX-License-Identifier: BSD-3-Clause */
/* From a path to the directory that holds its last component, and to that. */
#include <uc/heap.h>
#include <uc/name.h>
#include "internal.h"

#define LINKS_MAX 40

static void move_to(struct uc_walker *w, struct uc_vnode *v)
{
	uc_vnode_put(w->at);
	w->at = v;
}

static struct uc_vnode *cross(struct uc_vnode *v)
{
	while (v->mounted) {
		struct uc_vnode *root = v->mounted->root;
		uc_vnode_get(root);
		uc_vnode_put(v);
		v = root;
	}
	return v;
}

int uc_lookup(struct uc_vnode *dir, const char *name, size_t len,
	      struct uc_vnode **out)
{
	if (!S_ISDIR(dir->mode))
		return -ENOTDIR;
	int r = dir->ops->lookup ? dir->ops->lookup(dir, name, len, out)
				 : -ENOSYS;
	if (!r)
		*out = cross(*out);
	return r;
}

static int up(struct uc_vnode *v, struct uc_vnode **out)
{
	while (v != uc_root && v == v->mount->root && v->mount->covers)
		v = v->mount->covers;
	if (v == uc_root || v == v->mount->root) {
		uc_vnode_get(*out = v);
		return 0;
	}
	int r = v->ops->where ? v->ops->where(v, out, NULL) : -ENOSYS;
	if (!r)
		*out = cross(*out);
	return r;
}

static int start(struct uc_walker *w, int dirfd)
{
	if (!uc_root)
		return -ENOENT;
	if (*w->rest == '/') {
		w->at = uc_root;
	} else if (dirfd == AT_FDCWD) {
		w->at = uc_cwd ? uc_cwd : uc_root;
	} else {
		struct uc_file *f = uc_fd_get(dirfd);
		if (!f)
			return -EBADF;
		w->at = f->vnode;
		uc_file_put(f);
		if (!w->at || !S_ISDIR(w->at->mode))
			return -ENOTDIR;
	}
	uc_vnode_get(w->at);
	return 0;
}

int uc_walk_begin(struct uc_walker *w, int dirfd, const char *path)
{
	*w = (struct uc_walker){.rest = path};
	return *path ? start(w, dirfd) : -ENOENT;
}

void uc_walk_end(struct uc_walker *w)
{
	uc_vnode_put(w->at);
	uc_free(w->buf);
}

/* Puts the link's target before what is left of the path. */
static int expand(struct uc_walker *w, struct uc_vnode *link)
{
	size_t rest = strlen(w->rest);
	if (!link->ops->readlink)
		return -ENOSYS;
	char *buf = uc_malloc(PATH_MAX);
	if (!buf)
		return -ENOMEM;
	ssize_t n = link->ops->readlink(link, buf, PATH_MAX);
	if (n >= 0 && n + rest + 1 >= PATH_MAX)
		n = -ENAMETOOLONG;
	if (n == 0)
		n = -ENOENT;
	if (n < 0) {
		uc_free(buf);
		return n;
	}
	memcpy(buf + n, w->rest, rest + 1);
	uc_free(w->buf);
	w->rest = w->buf = buf;
	if (*buf == '/') {
		uc_vnode_get(uc_root);
		move_to(w, uc_root);
	}
	return 0;
}

/* Continues at v, which was found in w->at; a link is followed. Takes over the
 * reference to v. */
static int enter(struct uc_walker *w, struct uc_vnode *v)
{
	int r;

	if (!S_ISLNK(v->mode)) {
		move_to(w, v);
		return 0;
	}
	if (++w->links > LINKS_MAX) {
		r = -ELOOP;
	} else if (v->ops->follow) {
		struct uc_vnode *to;
		r = v->ops->follow(v, &to);
		if (!r)
			move_to(w, to);
	} else {
		r = expand(w, v);
	}
	uc_vnode_put(v);
	return r;
}

/* Describes the component at w->rest and moves rest behind it (not behind the
 * slashes that follow). */
static int component(struct uc_walker *w)
{
	const char *p = w->rest;

	while (*p == '/')
		p++;
	w->name = p;
	while (*p && *p != '/')
		p++;
	w->rest = p;
	w->len = p - w->name;
	w->slash = *p == '/';
	w->missing = false;
	w->type = w->len == 0			      ? UC_LAST_ROOT
		  : w->len == 1 && *w->name == '.'    ? UC_LAST_DOT
		  : w->len == 2 && w->name[0] == '.' &&
				    w->name[1] == '.' ? UC_LAST_DOTDOT
						      : UC_LAST_NAME;
	return w->len > NAME_MAX ? -ENAMETOOLONG : 0;
}

static bool is_last(const struct uc_walker *w)
{
	const char *p = w->rest;

	while (*p == '/')
		p++;
	return !*p;
}

static int found(struct uc_walker *w, struct uc_vnode **out)
{
	w->passing |= !w->at->mount->stable;
	switch (w->type) {
	case UC_LAST_NAME:
		return uc_lookup(w->at, w->name, w->len, out);
	case UC_LAST_DOTDOT:
		return up(w->at, out);
	default:
		uc_vnode_get(*out = w->at);
		return 0;
	}
}

int uc_walk_run(struct uc_walker *w)
{
	for (;;) {
		struct uc_vnode *v;
		int r = component(w);

		if (!S_ISDIR(w->at->mode))
			return -ENOTDIR;
		if (r)
			return r;
		if (is_last(w))
			return 0;
		if (w->type == UC_LAST_DOT)
			continue;
		r = found(w, &v);
		if (!r)
			r = enter(w, v);
		if (r)
			return r;
	}
}

int uc_walk_last(struct uc_walker *w, bool follow, struct uc_vnode **out)
{
	for (;;) {
		if (w->create && w->slash && w->type == UC_LAST_NAME)
			return -EISDIR;
		int r = found(w, out);
		if (r) {
			w->missing = r == -ENOENT && w->type == UC_LAST_NAME;
			return r;
		}
		struct uc_vnode *v = *out;
		if (!S_ISLNK(v->mode) || !(follow || w->slash)) {
			if (!w->slash || S_ISDIR(v->mode))
				return 0;
			uc_vnode_put(v);
			return -ENOTDIR;
		}
		bool object = v->ops->follow, slash = w->slash;
		r = enter(w, v);
		if (r)
			return r;
		if (object) {
			/* leads to no path: what was found is what is meant */
			if (slash && !S_ISDIR(w->at->mode))
				return -ENOTDIR;
			uc_vnode_get(*out = w->at);
			w->type = UC_LAST_DOT;
			return 0;
		}
		r = uc_walk_run(w);
		if (r)
			return r;
	}
}

int uc_walk_to(struct uc_walker *w, int dirfd, const char *path)
{
	int r = uc_walk_begin(w, dirfd, path);

	if (r)
		return r;
	r = uc_walk_run(w);
	if (r)
		uc_walk_end(w);
	return r;
}

uint64_t uc_names_changed = 1;

/* The place in the memory of walks for this one; *hit: it is there. */
static struct uc_walked *recall(const struct uc_walker *w, bool follow,
				size_t len, bool *hit)
{
	static struct uc_walked walked[32];
	uint32_t h = uc_name_hash((uintptr_t)w->at, w->rest, len);
	struct uc_walked *k = &walked[h % UC_ARRAY_SIZE(walked)];

	*hit = k->when == uc_names_changed && k->from == w->at &&
	       k->len == len && k->follow == follow &&
	       uc_name_same(k->path, w->rest, len);
	return k;
}

static int walk(struct uc_walker *w, bool follow, struct uc_vnode **out)
{
	struct uc_vnode *from = w->at;
	const char *path = w->rest;
	size_t len = strlen(path);
	bool small = len <= sizeof((struct uc_walked *)0)->path, hit = false;
	struct uc_walked *k = small ? recall(w, follow, len, &hit) : NULL;

	if (hit) {
		uc_vnode_get(*out = k->to);
		return 0;
	}
	int r = uc_walk_run(w);
	if (!r)
		r = uc_walk_last(w, follow, out);
	if (!r && small && !w->passing) {
		*k = (struct uc_walked){.from = from, .to = *out, .len = len,
					.when = uc_names_changed,
					.follow = follow};
		memcpy(k->path, path, len);
	}
	return r;
}

int uc_walk(int dirfd, const char *path, unsigned flags, struct uc_vnode **out)
{
	struct uc_walker w;
	int r = uc_walk_begin(&w, dirfd, path);

	if (r)
		return r;
	r = walk(&w, !(flags & UC_WALK_NOFOLLOW), out);
	if (!r && flags & UC_WALK_DIR && !S_ISDIR((*out)->mode)) {
		uc_vnode_put(*out);
		r = -ENOTDIR;
	}
	uc_walk_end(&w);
	return r;
}
