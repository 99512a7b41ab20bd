/* SPDX-License-Identifier: BSD-3-Clause */
/* Names of unix sockets, and connecting by them. */
#include "unix.h"
#include <fcntl.h>
#include <uc/random.h>

#define PATH_AT offsetof(struct sockaddr_un, sun_path)

static bool abstract(const struct sockaddr_un *un, socklen_t len)
{
	return len > PATH_AT && !un->sun_path[0];
}

/* The path with its NUL, however the caller ended it. */
static int path_of(const struct sockaddr *sa, socklen_t len,
		   char path[sizeof((struct sockaddr_un){0}.sun_path) + 1])
{
	size_t n = len - PATH_AT;
	if (len <= PATH_AT || len > sizeof(struct sockaddr_un))
		return -EINVAL;
	memcpy(path, (const char *)sa + PATH_AT, n);
	path[n] = 0;
	return 0;
}

static int check(const struct sockaddr *sa, socklen_t len)
{
	if (len < sizeof sa->sa_family || len > sizeof(struct sockaddr_un) ||
	    sa->sa_family != AF_UNIX)
		return -EINVAL;
	return 0;
}

static struct uc_unix *by_abstract(const struct sockaddr *sa, socklen_t len)
{
	uc_list_each(n, &uc_unix_all) {
		struct uc_unix *u = UC_CONTAINER(n, struct uc_unix, all);
		if (u->name_own && u->name.len == len &&
		    abstract(&u->name.un, len) && !memcmp(&u->name.un, sa, len))
			return u;
	}
	return NULL;
}

static struct uc_unix *by_vnode(const struct uc_vnode *v)
{
	uc_list_each(n, &uc_unix_all) {
		struct uc_unix *u = UC_CONTAINER(n, struct uc_unix, all);
		if (u->vnode == v)
			return u;
	}
	return NULL;
}

int uc_unix_find(const struct sockaddr *sa, socklen_t len, int type,
		 struct uc_unix **found)
{
	char path[sizeof((struct sockaddr_un){0}.sun_path) + 1];
	struct uc_vnode *v;
	int r = check(sa, len);
	if (r < 0)
		return r;
	if (len <= PATH_AT)
		return -EINVAL;
	if (abstract((const void *)sa, len)) {
		*found = by_abstract(sa, len);
	} else {
		path_of(sa, len, path);
		r = uc_walk(AT_FDCWD, path, 0, &v);
		if (r < 0)
			return r;
		*found = S_ISSOCK(v->mode) ? by_vnode(v) : NULL;
		uc_vnode_put(v);
	}
	if (!*found)
		return -ECONNREFUSED;
	return (*found)->s.type == type ? 0 : -EPROTOTYPE;
}

static int bind_path(struct uc_unix *u, const struct sockaddr *sa, socklen_t len)
{
	char path[sizeof((struct sockaddr_un){0}.sun_path) + 1], name[256];
	struct uc_vnode *dir, *v;
	int r = path_of(sa, len, path);
	if (!r)
		r = uc_walk_parent(AT_FDCWD, path, &dir, name);
	if (r < 0)
		return r;
	if (!*name || !strcmp(name, ".") || !strcmp(name, "..")) {
		uc_vnode_put(dir);
		return -EADDRINUSE;
	}
	r = dir->ops->lookup ? dir->ops->lookup(dir, name, strlen(name), &v)
			     : -ENOSYS;
	if (!r) {
		uc_vnode_put(v);
		r = -EADDRINUSE;
	} else if (r == -ENOENT) {
		r = dir->ops->create ? dir->ops->create(dir, name, strlen(name),
						S_IFSOCK | 0777, 0, &v)
				     : -EROFS;
	}
	uc_vnode_put(dir);
	if (!r)
		u->vnode = v;
	return r;
}

static void set_name(struct uc_unix *u, const struct sockaddr *sa, socklen_t len)
{
	memset(&u->name.un, 0, sizeof u->name.un);
	memcpy(&u->name.un, sa, len);
	/* unix(7): a path's length counts its NUL */
	if (len > PATH_AT && u->name.un.sun_path[0]) {
		size_t n = strnlen(u->name.un.sun_path, len - PATH_AT);
		len = UC_MIN(PATH_AT + n + 1, sizeof u->name.un + 1);
	}
	u->name.len = UC_MIN(len, (socklen_t)sizeof u->name.un);
	u->name_own = true;
}

int uc_unix_autobind(struct uc_unix *u)
{
	struct sockaddr_un un = {.sun_family = AF_UNIX};
	if (u->name.len)
		return 0;
	for (int tries = 0; tries < 100; tries++) {
		uint32_t x;
		uc_random(&x, sizeof x);
		uc_snprintf(un.sun_path + 1, 6, "%05x", x & 0xfffff);
		if (by_abstract((void *)&un, PATH_AT + 6))
			continue;
		set_name(u, (void *)&un, PATH_AT + 6);
		return 0;
	}
	return -ENOSPC;
}

int uc_unix_bind(struct uc_socket *s, const struct sockaddr *sa, socklen_t len)
{
	struct uc_unix *u = (struct uc_unix *)s;
	int r = check(sa, len);
	if (r < 0)
		return r;
	if (u->name.len)
		return -EINVAL;
	if (len <= PATH_AT)
		return uc_unix_autobind(u);
	if (abstract((const void *)sa, len))
		r = by_abstract(sa, len) ? -EADDRINUSE : 0;
	else
		r = bind_path(u, sa, len);
	if (!r)
		set_name(u, sa, len);
	return r;
}

static int connect_dgram(struct uc_unix *u, const struct sockaddr *sa,
			 socklen_t len)
{
	struct uc_unix *to = NULL;
	if (sa->sa_family != AF_UNSPEC) {
		int r = uc_unix_find(sa, len, SOCK_DGRAM, &to);
		if (r < 0)
			return r;
		/* a destination with a default of its own takes only that */
		if (to->peer && to->peer != u)
			return -EPERM;
	}
	u->peer = to;
	u->was_connected = to;
	u->peer_gone = false;
	return 0;
}

static int wait_backlog(struct uc_unix *u, struct uc_unix *l, int flags)
{
	uint64_t deadline = uc_socket_deadline(u->s.sndtimeo, flags);
	if (deadline == UC_SOCKET_NOWAIT)
		return -EAGAIN;
	/* the listener may be closed meanwhile: its file keeps it alive */
	struct uc_file *f = l->s.file;
	uc_file_get(f);
	int r = uc_wait_until(&l->q, l->ready_count <= l->backlog ||
			      !l->s.listening || l->rx_shut, deadline, true);
	if (!r && (f->refs == 1 || !l->s.listening))
		r = -ECONNREFUSED;
	uc_file_put(f);
	return r == -ECONNREFUSED ? r
				  : uc_socket_wait_error(r, u->s.sndtimeo);
}

int uc_unix_connect(struct uc_socket *s, const struct sockaddr *sa,
		    socklen_t len, int flags)
{
	struct uc_unix *u = (struct uc_unix *)s, *l, *c;
	int r;
	if (s->type == SOCK_DGRAM)
		return connect_dgram(u, sa, len);
	if (s->listening)
		return -EINVAL;
	if (u->was_connected)
		return -EISCONN;
	for (;;) {
		r = uc_unix_find(sa, len, s->type, &l);
		if (!r && (!l->s.listening || l->rx_shut))
			r = -ECONNREFUSED;
		if (r < 0)
			return r;
		if (l->ready_count <= l->backlog)
			break;
		r = wait_backlog(u, l, flags);
		if (r < 0)
			return r;
	}
	c = uc_unix_alloc(s->type);
	if (!c)
		return -ENOMEM;
	c->name = l->name;
	c->s.options = l->s.options;
	uc_unix_link(u, c);
	uc_list_append(&l->ready, &c->node);
	l->ready_count++;
	uc_unix_wake(l, EPOLLIN | EPOLLRDNORM);
	uc_unix_wake(u, EPOLLOUT);
	return 0;
}

int uc_unix_listen(struct uc_socket *s, int backlog)
{
	struct uc_unix *u = (struct uc_unix *)s;
	if (!uc_unix_connected_type(u))
		return -EOPNOTSUPP;
	if (!u->name.len || u->was_connected)
		return -EINVAL;
	u->backlog = backlog;
	return 0;
}

int uc_unix_accept(struct uc_socket *s, struct uc_file **f, int flags)
{
	struct uc_unix *l = (struct uc_unix *)s;
	if (!uc_unix_connected_type(l))
		return -EOPNOTSUPP;
	if (!s->listening)
		return -EINVAL;
	if (uc_list_empty(&l->ready)) {
		uint64_t deadline = uc_socket_deadline(s->rcvtimeo, flags);
		if (l->rx_shut)
			return -EINVAL;
		if (deadline == UC_SOCKET_NOWAIT)
			return -EAGAIN;
		int r = uc_wait_until(&l->q, !uc_list_empty(&l->ready) ||
				      l->rx_shut, deadline, true);
		if (r < 0)
			return uc_socket_wait_error(r, s->rcvtimeo);
		if (uc_list_empty(&l->ready))
			return -EINVAL;
	}
	struct uc_unix *c = UC_CONTAINER(l->ready.next, struct uc_unix, node);
	int r = uc_unix_file(c, f);
	if (r < 0)
		return r;
	uc_list_remove(&c->node);
	l->ready_count--;
	uc_unix_wake(l, EPOLLOUT); /* a connect may wait for the place */
	return 0;
}
